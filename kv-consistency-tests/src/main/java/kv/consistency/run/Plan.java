package kv.consistency.run;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import kv.consistency.fault.Fault;
import kv.consistency.topology.Role;
import kv.consistency.workload.Workload;

/**
 * What a run is to do.
 *
 * @param faults that are chosen from; none: the run is undisturbed
 * @param roles of the processes that faults are done to
 * @param seed of all that is chosen at random
 * @param duration of the part with faults
 * @param clients threads, each with one front end at a time
 * @param rate operations a second of all clients together, at most; 0: as fast as they can
 * @param patience of a client with an answer
 * @param keys in use at a time
 * @param operationsPerKey after which a key is replaced by a new one
 */
public record Plan(
    Workload workload,
    List<Fault> faults,
    Set<Role> roles,
    long seed,
    Duration duration,
    int clients,
    int rate,
    Duration patience,
    int keys,
    int operationsPerKey) {
  public Plan {
    faults = List.copyOf(faults);
    roles = Set.copyOf(roles);
  }
}
