package kv.consistency.topology;

import java.nio.file.Path;
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
 * @param plugins that it is made of beside the bundled ones, as the build has them
 */
public record Topology(
    String name,
    String words,
    Map<String, String> settings,
    int cassandra,
    int etcd,
    int maxFrontEnds,
    Set<Need> offers,
    Optional<Path> plugins) {

  private static final int NODES = 3;
  private static final int FRONT_ENDS = 3;
  private static final Map<String, String> CASSANDRA =
      Map.of("kv.backend", "cassandra", "kv.cassandra.buckets", "4");

  /** Short, so that a holder is often paused for longer. */
  private static final Map<String, String> LEASE = Map.of("kv.lock", "etcd", "kv.etcd.lease", "5s");

  /** Patient with the store, so that who was stopped past its lease goes on with its answer. */
  private static final Map<String, String> UNFENCED =
      with(LEASE, Map.of("kv.lock", "unfenced", "kv.cassandra.request-timeout", "9s"));

  private static final Path PLANTED = Path.of("kv-planted-faults", "target", "plugins");

  private static final List<Topology> ALL =
      List.of(
          new Topology(
              "memory",
              "one front end with the store in its memory",
              Map.of("kv.backend", "memory"),
              0,
              0,
              1,
              EnumSet.of(Need.CONDITIONAL_WRITES, Need.TIME_TO_LIVE),
              Optional.empty()),
          new Topology(
              "cassandra-serial",
              "Cassandra's lightweight transactions",
              with(CASSANDRA, Map.of("kv.cassandra.mode", "serial")),
              NODES,
              0,
              FRONT_ENDS,
              EnumSet.of(Need.CONDITIONAL_WRITES, Need.TIME_TO_LIVE),
              Optional.empty()),
          new Topology(
              "cassandra-quorum-etcd",
              "Cassandra's quorums, writes decided by locks in etcd",
              with(with(CASSANDRA, Map.of("kv.cassandra.mode", "quorum")), LEASE),
              NODES,
              NODES,
              FRONT_ENDS,
              EnumSet.allOf(Need.class),
              Optional.empty()),
          new Topology(
              "unfenced",
              "as cassandra-quorum-etcd, but a commit does not ask whether the lock is still held",
              with(with(CASSANDRA, Map.of("kv.cassandra.mode", "quorum")), UNFENCED),
              NODES,
              NODES,
              FRONT_ENDS,
              EnumSet.allOf(Need.class),
              Optional.of(PLANTED)),
          new Topology(
              "cassandra-quorum",
              "Cassandra's quorums without locks: the last write wins",
              with(CASSANDRA, Map.of("kv.cassandra.mode", "quorum")),
              NODES,
              0,
              FRONT_ENDS,
              EnumSet.of(Need.TIME_TO_LIVE),
              Optional.empty()),
          new Topology(
              "cassandra-eventual",
              "Cassandra with one node asked: the last write wins, sometime",
              with(CASSANDRA, Map.of("kv.cassandra.mode", "eventual")),
              NODES,
              0,
              FRONT_ENDS,
              EnumSet.of(Need.TIME_TO_LIVE),
              Optional.empty()));

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

  /** With these settings of the front ends too; they win over its own. */
  public Topology withSettings(Map<String, String> more) {
    return new Topology(
        name, words, with(settings, more), cassandra, etcd, maxFrontEnds, offers, plugins);
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
