package kv.consistency.topology;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import kv.consistency.cluster.ClusterException;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.consistency.cluster.FrontEndConfiguration;
import kv.consistency.cluster.FrontEndNode;
import kv.consistency.cluster.FrontEnds;
import kv.consistency.cluster.Host;
import kv.consistency.cluster.Links;
import kv.consistency.cluster.NamespaceNetwork;
import org.jspecify.annotations.Nullable;

/** A topology that runs. Its processes end with it. Its methods are for one thread at a time. */
public final class Deployment implements AutoCloseable {
  private final Topology topology;
  private final Deque<Runnable> endings = new ArrayDeque<>();
  private final Map<String, Host> hosts = new HashMap<>();
  private @Nullable NamespaceNetwork network;
  private @Nullable EtcdCluster etcd;
  private @Nullable CassandraCluster cassandra;
  private @Nullable FrontEnds frontEnds;

  /**
   * Where things are.
   *
   * @param war of the front ends
   * @param cassandraLib the directory of Cassandra's jars
   * @param plugins a directory of plug-ins for the front ends; if empty, what the topology needs
   * @param tomcat the directory of a Tomcat for the front ends to run in; if empty, they run by
   *     themselves
   * @param directory for data and logs, emptied at the start
   */
  public record Places(
      Path war, Path cassandraLib, Optional<Path> plugins, Optional<Path> tomcat, Path directory) {}

  /**
   * What faults need.
   *
   * @param network whether links can be broken: each process is on a host of its own then
   * @param clocks whether wall clocks can be moved
   */
  public record Breakable(boolean network, boolean clocks) {}

  private Deployment(Topology topology) {
    this.topology = topology;
  }

  /**
   * Starts all processes, and returns once the front ends are ready.
   *
   * @throws kv.consistency.cluster.ClusterException that says what is missing
   */
  public static Deployment start(
      Topology topology, int frontEnds, Places places, Breakable breakable) {
    Deployment deployment = new Deployment(topology);
    try {
      deployment.start(frontEnds, places, breakable);
      return deployment;
    } catch (RuntimeException e) {
      deployment.close();
      throw e;
    }
  }

  private void start(int number, Places places, Breakable breakable) {
    Map<String, String> settings = new TreeMap<>(topology.settings());
    places.plugins().or(topology::plugins).ifPresent(path -> addPlugins(path, settings));
    Deque<Host> free = new ArrayDeque<>();
    if (breakable.network()) {
      NamespaceNetwork taken =
          NamespaceNetwork.take(topology.etcd() + topology.cassandra() + number);
      endings.push(taken::close);
      network = taken;
      free.addAll(taken.hosts());
    }
    if (topology.etcd() > 0) {
      settings.putAll(startEtcd(places, take(free, topology.etcd())));
    }
    if (topology.cassandra() > 0) {
      settings.putAll(startCassandra(places, take(free, topology.cassandra()), breakable.clocks()));
    }
    startFrontEnds(places, number, take(free, number), settings, breakable.clocks());
  }

  private static void addPlugins(Path path, Map<String, String> settings) {
    if (!Files.isDirectory(path)) {
      throw new ClusterException(
          "There are no plug-ins in %s: build the project, or say by --plugins where they are"
              .formatted(path));
    }
    settings.put("kv.plugins", path.toAbsolutePath().toString());
  }

  /** None where hosts are not ours to choose. */
  private static List<Host> take(Deque<Host> free, int number) {
    List<Host> taken = new ArrayList<>();
    while (!free.isEmpty() && taken.size() < number) {
      taken.add(free.pop());
    }
    return taken;
  }

  private Map<String, String> startEtcd(Places places, List<Host> at) {
    EtcdConfiguration members = EtcdConfiguration.ofMachine().withMembers(topology.etcd());
    EtcdCluster cluster =
        EtcdCluster.start(
            places.directory().resolve("etcd"), at.isEmpty() ? members : members.withHosts(at));
    endings.push(cluster::close);
    etcd = cluster;
    remember(cluster.members(), at);
    return Map.of("kv.etcd.endpoints", String.join(",", cluster.endpoints()));
  }

  private Map<String, String> startCassandra(Places places, List<Host> at, boolean clocks) {
    CassandraConfiguration nodes =
        CassandraConfiguration.of(places.cassandraLib()).withNodes(topology.cassandra());
    nodes = at.isEmpty() ? nodes : nodes.withHosts(at);
    nodes = clocks ? nodes.withMovableClock() : nodes;
    CassandraCluster cluster =
        CassandraCluster.start(places.directory().resolve("cassandra"), nodes);
    endings.push(cluster::close);
    cassandra = cluster;
    remember(cluster.nodes(), at);
    String contactPoints =
        cluster.contactPoints().stream()
            .map(point -> point.getAddress().getHostAddress() + ":" + point.getPort())
            .collect(Collectors.joining(","));
    return Map.of(
        "kv.cassandra.contact-points",
        contactPoints,
        "kv.cassandra.local-datacenter",
        cluster.dataCentre());
  }

  private void startFrontEnds(
      Places places, int number, List<Host> at, Map<String, String> settings, boolean clocks) {
    FrontEndConfiguration configuration =
        FrontEndConfiguration.of(places.war())
            .withNumber(number)
            .withSettings(settings)
            .withJvmFlag("-Xmx256m")
            .withJvmFlag("-XX:TieredStopAtLevel=1")
            .withJvmFlag("-XX:+UseSerialGC");
    configuration = at.isEmpty() ? configuration : configuration.withHosts(at);
    configuration = clocks ? configuration.withMovableClock() : configuration;
    configuration = places.tomcat().map(configuration::withTomcat).orElse(configuration);
    FrontEnds ends = FrontEnds.start(places.directory().resolve("front-ends"), configuration);
    endings.push(ends::close);
    frontEnds = ends;
    remember(ends.nodes(), at);
  }

  private void remember(List<? extends ClusterNode> nodes, List<Host> at) {
    for (int i = 0; i < at.size(); i++) {
      hosts.put(nodes.get(i).name(), at.get(i));
    }
  }

  /** The links between the processes' hosts, where each has one of its own. */
  public Optional<Links> links() {
    return Optional.ofNullable(network).map(NamespaceNetwork::links);
  }

  /** The host of a process, where it has one of its own. */
  public Optional<Host> host(ClusterNode node) {
    return Optional.ofNullable(hosts.get(node.name()));
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

  /** Heals all links and clocks, brings all processes back, and returns once they serve. */
  public void bringBack() {
    links().ifPresent(Links::heal);
    nodes().stream()
        .filter(node -> node.isAlive() && !node.isRunning())
        .forEach(ClusterNode::resume);
    nodes().stream()
        .filter(ClusterNode::hasMovableClock)
        .forEach(node -> node.moveClock(Duration.ZERO));
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
