package kv.system.harness;

import java.util.List;
import kv.system.harness.HarnessRun.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A lock service that acknowledges whoever was paused past a lease. Every write of this load is
 * conditional on what was read, so that each that is lost is seen; and many are under way at once,
 * so that a pause is likely to meet one between its read and its write.
 */
@Tag("cluster")
@Tag("nightly")
@Timeout(600)
final class UnfencedIT {

  @Test
  void a_holder_that_outlives_its_lease_is_found() {
    HarnessRun.of(
            "unfenced",
            List.of(
                "--topology",
                "unfenced",
                "--workload",
                "list-append",
                "--faults",
                "lease,pause",
                "--on",
                "front-end",
                "--seed",
                "1",
                "--clients",
                "60",
                "--rate",
                "0",
                "--keys",
                "30",
                "--duration",
                "90s"))
        .assertThatIs(Verdict.INVALID);
  }
}
