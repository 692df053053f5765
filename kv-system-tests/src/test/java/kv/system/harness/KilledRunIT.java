package kv.system.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kv.consistency.cluster.NamespaceNetwork;
import kv.consistency.command.ExitCode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What kill -9 of the harness, in the midst of a run, leaves behind. */
@Timeout(300)
final class KilledRunIT {
  private static final Pattern UNDER_WAY = Pattern.compile("^faults .* [1-9][0-9,]* ok.*");

  @TempDir private Path directory;

  @Test
  void nothing_but_a_history_that_can_be_read_outlives_a_killed_run_and_the_next()
      throws Exception {
    NamespaceNetwork.unavailable().ifPresent(why -> Assumptions.abort("no network: " + why));
    Set<String> before = namespaces();
    Path out = directory.resolve("killed");
    Process harness = start("120s", out);
    Set<String> its;
    List<ProcessHandle> processes;
    try {
      awaitFaults(harness);
      its = namespaces();
      its.removeAll(before);
      processes = harness.descendants().toList();
      assertThat(its).as("namespaces of the run").isNotEmpty();
      assertThat(processes).as("its processes").isNotEmpty();
    } finally {
      harness.destroyForcibly().waitFor();
    }
    for (ProcessHandle process : processes) {
      process.onExit().get(1, TimeUnit.MINUTES);
    }

    Process next = start("1s", directory.resolve("next"));
    next.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(next.waitFor()).isZero();

    assertThat(namespaces()).as("namespaces").doesNotContainAnyElementsOf(its);
    try (Stream<Path> left = Files.list(directory.resolve("tmp").resolve("kv-runs"))) {
      assertThat(left).as("data").isEmpty();
    }
    HarnessRun judged = HarnessRun.command(List.of("check", out.toString()));
    assertThat(judged.code()).as(judged.text()).isEqualTo(ExitCode.BROKEN.code());
    assertThat(judged.text()).contains("did not reach its end");
    String history = out.resolve("history.jsonl").toString();
    HarnessRun read = HarnessRun.command(List.of("check", "--model", "register", history));
    assertThat(read.code()).as(read.text()).isEqualTo(ExitCode.VALID.code());
  }

  private Process start(String duration, Path out) throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "kv.consistency.Main"));
    command.addAll(List.of("run", "--topology", "memory", "--front-ends", "1"));
    command.addAll(List.of("--faults", "pause", "--seed", "3", "--duration", duration));
    command.addAll(List.of("--war", System.getProperty("test.war"), "--out", out.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void awaitFaults(Process harness) throws IOException {
    List<String> lines = new ArrayList<>();
    BufferedReader in = harness.inputReader(StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
      if (UNDER_WAY.matcher(line).matches()) {
        return;
      }
    }
    throw new AssertionError("the run ended early: " + lines);
  }

  private static Set<String> namespaces() throws IOException, InterruptedException {
    Process list = new ProcessBuilder("ip", "netns", "list").start();
    Set<String> names =
        list.inputReader(StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.split(" ", 2)[0])
            .collect(Collectors.toSet());
    assertThat(list.waitFor()).isZero();
    return names;
  }
}
