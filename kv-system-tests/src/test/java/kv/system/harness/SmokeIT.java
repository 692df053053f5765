package kv.system.harness;

import java.util.List;
import kv.consistency.cluster.NamespaceNetwork;
import kv.system.harness.HarnessRun.Verdict;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each topology under its most telling fault, for 20 s, comes to what docs/consistency.md claims.
 */
@Tag("cluster")
final class SmokeIT {

  @ParameterizedTest
  @CsvSource({
    "memory,                kill,              INVALID",
    "cassandra-serial,      'partition,kill',  VALID",
    "cassandra-quorum-etcd, 'partition,lease', VALID",
    "cassandra-quorum,      clock,             INVALID",
    "cassandra-eventual,    clock,             INVALID",
  })
  void a_topology_under_its_most_telling_fault_is_as_claimed(
      String topology, String faults, Verdict claimed) {
    if (faults.contains("partition")) {
      NamespaceNetwork.unavailable().ifPresent(why -> Assumptions.abort("no network: " + why));
    }

    HarnessRun.of(
            "smoke-" + topology,
            List.of("--topology", topology, "--faults", faults, "--seed", "7", "--duration", "20s"))
        .assertThatIs(claimed);
  }
}
