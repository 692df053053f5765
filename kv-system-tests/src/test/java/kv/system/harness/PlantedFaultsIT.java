package kv.system.harness;

import java.util.List;
import kv.system.harness.HarnessRun.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each planted fault is found in seconds, undisturbed; without one, nothing is (track-record.md).
 * Many clients want few keys, so that much happens between what a client saw and what it does.
 */
final class PlantedFaultsIT {
  private static final String CLIENTS = "24";
  private static final String KEYS = "2";
  private static final String SEED = "1";
  private static final String RATE = "400";
  private static final String DURATION = "6s";

  @ParameterizedTest
  @CsvSource({
    "planted-stale-cache, register",
    "planted-check-then-act, register",
    "planted-early-acknowledgement, register",
    "planted-repeated-write, register",
    "planted-dirty-read, register",
    "planted-reused-version, register",
    "planted-clock-timestamps, register",
    "planted-early-expiry, ttl",
    "planted-forgetful-listing, listing"
  })
  void it_is_found(String fault, String workload) {
    run(fault, workload).assertThatIs(Verdict.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"register", "ttl", "listing"})
  void nothing_is_found_in_what_faults_are_planted_in(String workload) {
    run("memory", workload).assertThatIs(Verdict.VALID);
  }

  private static HarnessRun run(String backend, String workload) {
    return HarnessRun.of(
        backend + "-" + workload,
        List.of(
            "--topology",
            "memory",
            "--set",
            "kv.backend=" + backend,
            "--workload",
            workload,
            "--seed",
            SEED,
            "--clients",
            CLIENTS,
            "--keys",
            KEYS,
            "--rate",
            RATE,
            "--duration",
            DURATION));
  }
}
