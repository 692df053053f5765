package kv.system.harness;

import java.util.List;
import kv.system.harness.HarnessRun.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A lock service that acknowledges whoever was stopped past a lease. Every write of this load is
 * conditional on what was read, so that each that is lost is seen; and many are under way at once,
 * so that a fault is likely to meet one between its read and its write. Not every fault does: a run
 * that shows nothing is followed by another, on which docs/track-record.md has figures.
 */
@Tag("cluster")
@Timeout(600)
final class UnfencedIT {
  private static final int RUNS = 3;

  @Test
  void a_holder_that_outlives_its_lease_is_found() {
    HarnessRun run = run(1);
    for (int seed = 2; seed <= RUNS && run.is(Verdict.VALID); seed++) {
      run = run(seed);
    }
    run.assertThatIs(Verdict.INVALID);
  }

  private static HarnessRun run(int seed) {
    return HarnessRun.of(
        "unfenced-" + seed,
        List.of(
            "--topology",
            "unfenced",
            "--workload",
            "list-append",
            "--faults",
            "lease",
            "--seed",
            Integer.toString(seed),
            "--clients",
            "45",
            "--rate",
            "0",
            "--keys",
            "15",
            "--duration",
            "40s"));
  }
}
