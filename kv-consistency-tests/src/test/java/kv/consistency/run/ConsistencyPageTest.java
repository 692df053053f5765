package kv.consistency.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kv.consistency.fault.Fault;
import kv.consistency.fault.Faults;
import kv.consistency.topology.Topology;
import kv.consistency.workload.Workload;
import kv.consistency.workload.Workloads;
import org.junit.jupiter.api.Test;

/** What the documentation claims is what runs are judged by. */
class ConsistencyPageTest {

  /** To make it anew: {@code kv-consistency claims > docs/consistency.md}. */
  @Test
  void the_page_of_claims_is_made_of_the_claims_that_runs_are_judged_by() throws Exception {
    assertThat(Files.readString(Path.of("../docs/consistency.md")))
        .isEqualTo(ClaimsPage.markdown());
  }

  @Test
  void claims_are_about_topologies_workloads_and_faults_that_there_are() {
    List<String> topologies = Topology.all().stream().map(Topology::name).toList();
    List<String> workloads = Workloads.all().stream().map(Workload::name).toList();
    List<String> faults =
        Stream.concat(Stream.of("none"), Faults.all().stream().map(Fault::name)).toList();

    for (Claim claim : Claim.all()) {
      assertThat(topologies).as("%s", claim).contains(claim.topology());
      assertThat(workloads).as("%s", claim).containsAll(claim.workloads());
      assertThat(faults).as("%s", claim).containsAll(claim.faults());
    }
    assertThat(Cell.all().stream().map(cell -> cell.topology().name()).distinct())
        .containsExactlyInAnyOrderElementsOf(topologies);
  }
}
