package kv.consistency.fault;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/** A kind of fault. */
public interface Fault {

  /** The name on the command line and in histories. */
  String name();

  /** What it does, in a sentence. */
  String words();

  /** Whether each process must be on a host of its own for it. */
  default boolean needsNetwork() {
    return false;
  }

  /** Whether wall clocks must be movable for it. */
  default boolean needsClocks() {
    return false;
  }

  /** Why there is no such fault for a topology with faults on these roles; empty if there is. */
  Optional<String> unfit(Topology topology, Set<Role> roles);

  /**
   * Begins it.
   *
   * @param targets chosen from; their processes run
   * @return what is under way; empty if there was nothing to do it to just now
   */
  Optional<Injection> inject(Deployment deployment, Targets targets, RandomGenerator random);

  /** A fault under way. */
  interface Injection {

    /** The hosts that it is on. */
    List<String> on();

    /** What was done, in a sentence. */
    String words();

    /** Whether it is seen to have come about. */
    boolean tookEffect();

    /** Shortest and longest time until it is healed, in milliseconds. */
    default Span span() {
      return Span.USUAL;
    }

    /** Undoes it, and returns once that has come about. */
    void heal();
  }

  /** Of milliseconds. */
  record Span(long shortest, long longest) {
    static final Span USUAL = new Span(2_000, 10_000);
  }
}
