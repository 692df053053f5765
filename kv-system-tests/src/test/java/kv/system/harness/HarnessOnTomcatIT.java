package kv.system.harness;

import java.util.ArrayList;
import java.util.List;
import kv.consistency.cluster.NamespaceNetwork;
import kv.system.harness.HarnessRun.Verdict;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same claims with the front ends in Tomcat 11. */
@Tag("cluster")
final class HarnessOnTomcatIT {

  @Test
  void a_store_in_memory_is_valid_under_pauses_and_not_once_it_is_killed() {
    run("memory", "pause", "10s").assertThatIs(Verdict.VALID);
    run("memory", "kill", "15s").assertThatIs(Verdict.INVALID);
  }

  @Test
  @Tag("nightly")
  void cassandra_under_locks_of_etcd_is_valid_while_all_are_killed_paused_and_cut_off() {
    NamespaceNetwork.unavailable().ifPresent(why -> Assumptions.abort("no network: " + why));
    run("cassandra-quorum-etcd", "kill,pause,partition", "60s").assertThatIs(Verdict.VALID);
  }

  private static HarnessRun run(String topology, String faults, String duration) {
    List<String> options =
        new ArrayList<>(
            List.of("--topology", topology, "--faults", faults, "--duration", duration));
    options.addAll(List.of("--seed", "7", "--tomcat", System.getProperty("test.tomcat")));
    return HarnessRun.of("tomcat-" + topology + "-" + faults.replace(',', '-'), options);
  }
}
