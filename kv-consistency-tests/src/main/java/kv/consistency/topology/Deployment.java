package kv.consistency.topology;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.consistency.cluster.FrontEndConfiguration;
import kv.consistency.cluster.FrontEndNode;
import kv.consistency.cluster.FrontEnds;
import org.jspecify.annotations.Nullable;

/** A topology that runs. Its processes end with it. Its methods are for one thread at a time. */
public final class Deployment implements AutoCloseable {
  private final Topology topology;
  private final Deque<Runnable> endings = new ArrayDeque<>();
  private @Nullable EtcdCluster etcd;
  private @Nullable CassandraCluster cassandra;
  private @Nullable FrontEnds frontEnds;

  /**
   * Where things are.
   *
   * @param war of the front ends
   * @param cassandraLib the directory of Cassandra's jars
   * @param plugins a directory of plug-ins for the front ends, if there is one
   * @param directory for data and logs, emptied at the start
   */
  public record Places(Path war, Path cassandraLib, Optional<Path> plugins, Path directory) {}

  private Deployment(Topology topology) {
    this.topology = topology;
  }

  /**
   * Starts all processes, and returns once the front ends are ready.
   *
   * @throws kv.consistency.cluster.ClusterException that says what is missing
   */
  public static Deployment start(Topology topology, int frontEnds, Places places) {
    Deployment deployment = new Deployment(topology);
    try {
      deployment.start(frontEnds, places);
      return deployment;
    } catch (RuntimeException e) {
      deployment.close();
      throw e;
    }
  }

  private void start(int number, Places places) {
    Map<String, String> settings = new TreeMap<>(topology.settings());
    if (topology.etcd() > 0) {
      EtcdConfiguration members = EtcdConfiguration.ofMachine().withMembers(topology.etcd());
      EtcdCluster cluster = EtcdCluster.start(places.directory().resolve("etcd"), members);
      endings.push(cluster::close);
      etcd = cluster;
      settings.put("kv.etcd.endpoints", String.join(",", cluster.endpoints()));
    }
    if (topology.cassandra() > 0) {
      CassandraConfiguration nodes =
          CassandraConfiguration.of(places.cassandraLib()).withNodes(topology.cassandra());
      CassandraCluster cluster =
          CassandraCluster.start(places.directory().resolve("cassandra"), nodes);
      endings.push(cluster::close);
      cassandra = cluster;
      settings.put(
          "kv.cassandra.contact-points",
          cluster.contactPoints().stream()
              .map(at -> at.getAddress().getHostAddress() + ":" + at.getPort())
              .collect(Collectors.joining(",")));
      settings.put("kv.cassandra.local-datacenter", cluster.dataCentre());
    }
    places
        .plugins()
        .ifPresent(path -> settings.put("kv.plugins", path.toAbsolutePath().toString()));
    FrontEnds ends =
        FrontEnds.start(
            places.directory().resolve("front-ends"),
            FrontEndConfiguration.of(places.war())
                .withNumber(number)
                .withSettings(settings)
                .withJvmFlag("-Xmx256m"));
    endings.push(ends::close);
    frontEnds = ends;
  }

  public Topology topology() {
    return topology;
  }

  public List<FrontEndNode> frontEnds() {
    return frontEnds == null ? List.of() : frontEnds.nodes();
  }

  /** The processes of that role. */
  public List<ClusterNode> nodes(Role role) {
    return switch (role) {
      case FRONT_END -> List.copyOf(frontEnds());
      case CASSANDRA -> cassandra == null ? List.of() : List.copyOf(cassandra.nodes());
      case ETCD -> etcd == null ? List.of() : List.copyOf(etcd.members());
    };
  }

  public List<ClusterNode> nodes() {
    return Stream.of(Role.values()).flatMap(role -> nodes(role).stream()).toList();
  }

  /** How long a front end may hold locks without a word to the lock service, if it holds any. */
  public Optional<Duration> lease() {
    return Optional.ofNullable(topology.settings().get("kv.etcd.lease"))
        .map(text -> Duration.parse("PT" + text));
  }

  /** Brings all processes back that are down or paused, and returns once they serve. */
  public void bringBack() {
    nodes().stream()
        .filter(node -> node.isAlive() && !node.isRunning())
        .forEach(ClusterNode::resume);
    if (etcd != null) {
      etcd.startAll();
    }
    if (cassandra != null) {
      cassandra.startAll();
    }
    if (frontEnds != null) {
      frontEnds.startAll();
    }
  }

  @Override
  public void close() {
    while (!endings.isEmpty()) {
      endings.pop().run();
    }
  }
}
