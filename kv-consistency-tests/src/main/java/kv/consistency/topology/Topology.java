package kv.consistency.topology;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kv.consistency.workload.Workload.Need;

/**
 * A way to deploy the store.
 *
 * @param words what it is, for help
 * @param settings of the front ends, beside where the store and the locks are
 * @param cassandra how many nodes
 * @param etcd how many members
 * @param maxFrontEnds more would not share a store
 * @param offers what workloads may ask of it
 */
public record Topology(
    String name,
    String words,
    Map<String, String> settings,
    int cassandra,
    int etcd,
    int maxFrontEnds,
    Set<Need> offers) {

  private static final int NODES = 3;
  private static final int FRONT_ENDS = 3;
  private static final Map<String, String> CASSANDRA =
      Map.of("kv.backend", "cassandra", "kv.cassandra.buckets", "4");

  /** Short, so that a holder is often paused for longer. */
  private static final Map<String, String> LEASE = Map.of("kv.lock", "etcd", "kv.etcd.lease", "5s");

  private static final List<Topology> ALL =
      List.of(
          new Topology(
              "memory",
              "one front end with the store in its memory",
              Map.of("kv.backend", "memory"),
              0,
              0,
              1,
              EnumSet.of(Need.CONDITIONAL_WRITES, Need.TIME_TO_LIVE)),
          new Topology(
              "cassandra-serial",
              "Cassandra's lightweight transactions",
              with(CASSANDRA, Map.of("kv.cassandra.mode", "serial")),
              NODES,
              0,
              FRONT_ENDS,
              EnumSet.of(Need.CONDITIONAL_WRITES, Need.TIME_TO_LIVE)),
          new Topology(
              "cassandra-quorum-etcd",
              "Cassandra's quorums, writes decided by locks in etcd",
              with(with(CASSANDRA, Map.of("kv.cassandra.mode", "quorum")), LEASE),
              NODES,
              NODES,
              FRONT_ENDS,
              EnumSet.allOf(Need.class)),
          new Topology(
              "cassandra-quorum",
              "Cassandra's quorums without locks: the last write wins",
              with(CASSANDRA, Map.of("kv.cassandra.mode", "quorum")),
              NODES,
              0,
              FRONT_ENDS,
              EnumSet.of(Need.TIME_TO_LIVE)),
          new Topology(
              "cassandra-eventual",
              "Cassandra with one node asked: the last write wins, sometime",
              with(CASSANDRA, Map.of("kv.cassandra.mode", "eventual")),
              NODES,
              0,
              FRONT_ENDS,
              EnumSet.of(Need.TIME_TO_LIVE)));

  public Topology {
    settings = Map.copyOf(settings);
    offers = Set.copyOf(offers);
  }

  public static List<Topology> all() {
    return ALL;
  }

  public static Optional<Topology> named(String name) {
    return ALL.stream().filter(topology -> topology.name().equals(name)).findFirst();
  }

  /** Whether it has processes of that role. */
  public boolean has(Role role) {
    return switch (role) {
      case FRONT_END -> true;
      case CASSANDRA -> cassandra > 0;
      case ETCD -> etcd > 0;
    };
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
    HashMap<String, String> all = new HashMap<>(some);
    all.putAll(more);
    return Map.copyOf(all);
  }
}
