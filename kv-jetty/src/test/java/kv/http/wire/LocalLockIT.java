package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All suites on {@code java -jar kv.war} under a lock manager. */
final class LocalLockIT extends StandaloneSuites {

  LocalLockIT(@TempDir Path temporary) throws IOException {
    super("local-lock", temporary, Map.of("kv.lock", "local"));
  }

  @Test
  void waits_hand_overs_and_commits_are_counted_by_how_they_ended() {
    Metrics before = Metrics.of(http());
    http().put(freshPath(), "1");
    Metrics after = Metrics.of(http());
    for (String meter :
        List.of(
            "kv_lock_acquire_seconds_count{result=\"granted\"}",
            "kv_lock_handovers_total{kind=\"clean\"}",
            "kv_lock_commit_seconds_count{result=\"committed\"}")) {
      assertThat(after.value(meter)).as(meter).isGreaterThan(before.value(meter));
    }
    for (String meter :
        List.of(
            "kv_lock_acquire_seconds_count{result=\"unavailable\"}",
            "kv_lock_handovers_total{kind=\"unclean\"}",
            "kv_lock_commit_seconds_count{result=\"unknown\"}",
            "kv_lock_abandoned_total")) {
      assertThat(after.value(meter)).as(meter).isZero();
    }
    assertThat(after.value("kv_lock_waiting")).isZero();
    assertThat(after.value("kv_part_ready{part=\"locks\"}")).isEqualTo(1);
  }
}
