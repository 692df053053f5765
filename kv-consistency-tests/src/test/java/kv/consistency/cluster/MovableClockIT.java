package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovableClockIT {
  @TempDir private Path home;

  private static MovableClock clock(Path home) {
    Optional<String> unavailable = MovableClock.unavailable();
    assumeTrue(unavailable.isEmpty(), unavailable.orElse(""));
    return MovableClock.in(home);
  }

  @Test
  void a_process_started_with_it_sees_the_time_that_is_set() {
    MovableClock clock = clock(home);
    for (Duration by : List.of(Duration.ofMillis(90_500), Duration.ofDays(-1), Duration.ZERO)) {
      clock.move(by);

      List<String> line = new ArrayList<>(List.of("env"));
      line.addAll(clock.environment());
      line.addAll(List.of("date", "+%s%3N"));
      long before = System.currentTimeMillis() + by.toMillis();
      long told = Long.parseLong(Command.run(line).strip());
      long after = System.currentTimeMillis() + by.toMillis();

      assertThat(told).as("moved by %s", by).isBetween(before - 1, after + 1);
    }
  }

  @Test
  void a_process_that_is_killed_leaves_nothing_in_shared_memory() throws IOException {
    List<String> line = new ArrayList<>(List.of("env"));
    line.addAll(clock(home).environment());
    line.addAll(List.of("perl", "-e", "$| = 1; print \"runs\\n\"; sleep 600"));
    Path log = home.resolve("log");
    LocalProcess process = LocalProcess.start("perl", home, log, variable -> true, line);
    new LogFile(log).await(Pattern.compile("runs"), 0, process.onExit(), Duration.ofMinutes(1));
    assertThat(left(process.pid())).isNotEmpty();

    process.kill();

    assertThat(left(process.pid())).isEmpty();
  }

  private static List<String> left(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      return files.map(Path::toString).filter(name -> name.endsWith("_" + pid)).toList();
    }
  }

  @Test
  void a_node_without_one_says_so() {
    EtcdConfiguration one = EtcdConfiguration.ofMachine().withMembers(1);
    try (EtcdCluster cluster = EtcdCluster.start(home.resolve("etcd"), one)) {
      EtcdMember member = cluster.member(0);

      assertThat(member.hasMovableClock()).isFalse();
      assertThat(member.clockError().abs()).isLessThan(Duration.ofMinutes(1));
      assertThatThrownBy(() -> member.moveClock(Duration.ofSeconds(1)))
          .isInstanceOf(ClusterException.class)
          .hasMessage("etcd-1 was not configured with a movable clock");
    }
  }
}
