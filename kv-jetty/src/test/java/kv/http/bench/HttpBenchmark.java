package kv.http.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GET and PUT of 100-byte values over HTTP by 32 keep-alive connections, on the front end with all
 * its features and on two bare servers, each a process of its own, in turns, several rounds in one
 * run. Prints the medians, their ratios, and the server's CPU time per request, which unlike the
 * throughput doesn't depend on what the load itself costs.
 */
final class HttpBenchmark {

  private static final int CONNECTIONS = 32;
  private static final Pattern READY = Pattern.compile("ready at http://127\\.0\\.0\\.1:(\\d+)/");

  private HttpBenchmark() {}

  private record Subject(String name, Process process, int port) {}

  private record Sample(double perSecond, double cpuMicros) {}

  /** Arguments: the WAR; then, as far as given, rounds, seconds of warm-up, seconds of a round. */
  public static void main(String[] args) throws Exception {
    Path war = Path.of(args[0]);
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    Duration warmUp = Duration.ofSeconds(args.length > 2 ? Integer.parseInt(args[2]) : 15);
    Duration length = Duration.ofSeconds(args.length > 3 ? Integer.parseInt(args[3]) : 5);
    List<Subject> subjects = new ArrayList<>();
    try {
      subjects.add(bare("handler"));
      subjects.add(bare("servlet"));
      subjects.add(kv("kv", war, "jaxrs"));
      subjects.add(kv("kv direct", war, "direct"));
      for (boolean put : new boolean[] {true, false}) {
        measure(subjects, put, rounds, warmUp, length);
      }
    } finally {
      subjects.forEach(subject -> subject.process().destroy());
    }
  }

  private static void measure(
      List<Subject> subjects, boolean put, int rounds, Duration warmUp, Duration length)
      throws IOException {
    for (Subject subject : subjects) {
      sample(subject, put, warmUp);
    }
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Subject subject : subjects) {
        samples
            .computeIfAbsent(subject.name(), name -> new ArrayList<>())
            .add(sample(subject, put, length));
      }
    }
    System.out.printf(
        "%s, %d connections, %d rounds of %ds: median%n",
        put ? "PUT" : "GET", CONNECTIONS, rounds, length.toSeconds());
    samples.forEach(
        (name, list) ->
            System.out.printf(
                "  %-9s %8.0f/s   server CPU %5.1f us/request%n",
                name,
                median(list.stream().mapToDouble(Sample::perSecond).toArray()),
                median(list.stream().mapToDouble(Sample::cpuMicros).toArray())));
    for (String kv : List.of("kv", "kv direct")) {
      for (String bare : List.of("servlet", "handler")) {
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
          ratios[i] = get(samples, kv).get(i).perSecond() / get(samples, bare).get(i).perSecond();
        }
        System.out.printf("  %s / bare %s: %.2f%n", kv, bare, median(ratios));
      }
    }
  }

  private static List<Sample> get(Map<String, List<Sample>> samples, String name) {
    return samples.getOrDefault(name, List.of());
  }

  private static Sample sample(Subject subject, boolean put, Duration length) throws IOException {
    try (Load load = Load.connect(subject.port(), CONNECTIONS, put)) {
      Duration before = cpu(subject.process());
      long start = System.nanoTime();
      double perSecond = load.run(length);
      double seconds = (System.nanoTime() - start) / 1e9;
      double micros = cpu(subject.process()).minus(before).toNanos() / 1e3;
      return new Sample(perSecond, micros / (perSecond * seconds));
    }
  }

  private static Duration cpu(Process process) {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Subject kv(String name, Path war, String adapter) throws IOException {
    return start(
        name,
        List.of("-Dkv.http.port=0", "-Dkv.http.adapter=" + adapter),
        List.of("-jar", war.toString()));
  }

  private static Subject bare(String kind) throws IOException {
    return start(
        kind,
        List.of("-cp", System.getProperty("java.class.path")),
        List.of(BareServers.class.getName(), kind));
  }

  private static Subject start(String name, List<String> flags, List<String> program)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(flags);
    command.addAll(program);
    Path log = Files.createTempFile("kv-bench", ".log");
    log.toFile().deleteOnExit();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (process.isAlive()) {
      Matcher matcher = READY.matcher(Files.readString(log));
      if (matcher.find()) {
        return new Subject(name, process, Integer.parseInt(matcher.group(1)));
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new IOException(name + " did not start: " + Files.readString(log));
  }
}
