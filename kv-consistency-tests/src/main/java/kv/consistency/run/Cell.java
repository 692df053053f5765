package kv.consistency.run;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kv.consistency.fault.Fault;
import kv.consistency.fault.Faults;
import kv.consistency.report.Expectation;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;
import kv.consistency.workload.Workload;
import kv.consistency.workload.Workload.Need;
import kv.consistency.workload.Workloads;

/**
 * A cell of the matrix: a topology, a workload that it can serve, faults that fit, and the claim.
 */
public record Cell(
    Topology topology, Workload workload, List<Fault> faults, Expectation expectation) {
  public Cell {
    faults = List.copyOf(faults);
  }

  /** All cells about which something is claimed: no faults, each fault alone, and all together. */
  public static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (Topology topology : Topology.all()) {
      List<Fault> fitting =
          Faults.all().stream()
              .filter(fault -> fault.unfit(topology, EnumSet.allOf(Role.class)).isEmpty())
              .toList();
      List<List<Fault>> sets =
          Stream.concat(
                  Stream.of(List.<Fault>of()),
                  Stream.concat(fitting.stream().map(List::of), Stream.of(fitting)))
              .distinct()
              .toList();
      for (Workload workload : Workloads.all()) {
        if (offers(topology, workload.needs())) {
          sets.forEach(set -> of(topology, workload, set).ifPresent(cells::add));
        }
      }
    }
    return List.copyOf(cells);
  }

  private static boolean offers(Topology topology, Set<Need> needs) {
    return topology.offers().containsAll(needs);
  }

  private static Optional<Cell> of(Topology topology, Workload workload, List<Fault> faults) {
    List<String> names = faults.stream().map(Fault::name).toList();
    return Claim.expectation(topology.name(), workload.name(), names)
        .map(expectation -> new Cell(topology, workload, faults, expectation));
  }

  /** The faults in words. */
  public String under() {
    return faults.isEmpty() ? "none" : String.join(",", faults.stream().map(Fault::name).toList());
  }
}
