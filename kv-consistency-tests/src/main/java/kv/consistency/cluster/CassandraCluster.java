package kv.consistency.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A ring of Cassandra nodes, each a JVM of its own. Its methods are for one thread at a time. */
public final class CassandraCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final List<Integer> PORTS =
      List.of(CassandraNode.NATIVE_PORT, CassandraNode.STORAGE_PORT);

  private final CassandraConfiguration configuration;
  private final ClusterDirectory directory;
  private final @Nullable LoopbackNetwork network;
  private final List<CassandraNode> nodes;

  private CassandraCluster(
      CassandraConfiguration configuration,
      ClusterDirectory directory,
      @Nullable LoopbackNetwork network,
      List<CassandraNode> nodes) {
    this.configuration = configuration;
    this.directory = directory;
    this.network = network;
    this.nodes = nodes;
  }

  /**
   * Starts a cluster and returns once all nodes serve and see each other.
   *
   * @param path the cluster's own directory, emptied at the start; logs stay there after {@link
   *     #close}
   */
  public static CassandraCluster start(Path path, CassandraConfiguration configuration) {
    CassandraCluster cluster = prepare(path, configuration);
    try {
      cluster.nodes.forEach(node -> node.launch(false));
      cluster.nodes.forEach(CassandraNode::awaitServing);
      if (configuration.authentication()) {
        cluster.awaitFirstUser();
      }
      cluster.awaitRing();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static CassandraCluster prepare(Path path, CassandraConfiguration configuration) {
    configuration.requireJars();
    Path java = Jdk17.find();
    ClusterDirectory directory = ClusterDirectory.take(path);
    LoopbackNetwork network =
        configuration.hosts().isEmpty()
            ? LoopbackNetwork.take(new SecureRandom(), configuration.nodes(), PORTS)
            : null;
    List<Host> hosts =
        network == null ? configuration.hosts() : network.hosts(configuration.nodes());
    List<String> addresses = hosts.stream().map(Host::address).toList();
    CassandraCommand command = new CassandraCommand(java, configuration);
    List<CassandraNode> nodes = new ArrayList<>();
    for (int index = 0; index < hosts.size(); index++) {
      String name = "cassandra-" + (index + 1);
      CassandraFiles files =
          new CassandraFiles(configuration, directory.home(name), addresses, index);
      files.write();
      int port = network == null ? 0 : network.localPort(index);
      nodes.add(new CassandraNode(name, hosts.get(index), port, files, command, () -> isUp(nodes)));
    }
    return new CassandraCluster(configuration, directory, network, List.copyOf(nodes));
  }

  private static boolean isUp(List<CassandraNode> nodes) {
    return nodes.stream().anyMatch(CassandraNode::isRunning);
  }

  /** Any of the nodes makes the first user, whichever is first. */
  private void awaitFirstUser() {
    nodes.get(0).awaitFirstUser();
  }

  public List<CassandraNode> nodes() {
    return nodes;
  }

  /** The node with this index, counted from 0. */
  public CassandraNode node(int index) {
    return nodes.get(index);
  }

  public List<InetSocketAddress> contactPoints() {
    return nodes.stream().map(CassandraNode::contactPoint).toList();
  }

  public String dataCentre() {
    return configuration.dataCentre();
  }

  /** Starts all nodes that are down at once, and returns once all serve and see each other. */
  public void startAll() {
    boolean others = isUp(nodes);
    List<CassandraNode> down = nodes.stream().filter(node -> !node.isAlive()).toList();
    down.forEach(node -> node.launch(others));
    down.forEach(CassandraNode::awaitServing);
    awaitRing();
  }

  /** Stops all nodes in good order, at once. */
  public void stopAll() {
    List<CassandraNode> alive = nodes.stream().filter(CassandraNode::isAlive).toList();
    alive.forEach(CassandraNode::terminate);
    alive.forEach(CassandraNode::awaitEnd);
  }

  /**
   * Returns once the running nodes see each other up, agree on who is in the ring (so that one that
   * came back empty is known as such), and have one schema.
   */
  public void awaitRing() {
    await(
        "a ring",
        () -> {
          List<CassandraNode> running = running();
          Set<Map<String, String>> rings =
              running.stream().map(node -> ring(node, running)).collect(Collectors.toSet());
          return rings.size() == 1 && !rings.contains(Map.<String, String>of());
        });
  }

  /** Returns once every running node holds this one, which is down or paused, for down. */
  public void awaitSeenDown(CassandraNode node) {
    await(
        node + " seen down",
        () ->
            running().stream()
                .allMatch(
                    other ->
                        ask(other, storage -> !storage.getLiveNodes().contains(node.address()))));
  }

  /** The ring as this node has it: host ids by address; empty if not all is well there. */
  private Map<String, String> ring(CassandraNode node, List<CassandraNode> running) {
    List<String> expected = running.stream().map(CassandraNode::address).toList();
    try (Management management = node.manage()) {
      StorageService storage = management.storage();
      Map<String, String> ring = storage.getEndpointToHostId();
      boolean well =
          storage.getOperationMode().equals("NORMAL")
              && storage.isNativeTransportRunning()
              && storage.getJoiningNodes().isEmpty()
              && ring.size() == nodes.size()
              && new HashSet<>(storage.getLiveNodes()).containsAll(expected)
              && management.proxy().getSchemaVersions().keySet().stream()
                      .filter(version -> !version.equals("UNREACHABLE"))
                      .count()
                  == 1;
      return well ? ring : Map.of();
    } catch (IOException e) {
      stillStarting(node, e);
      return Map.of();
    }
  }

  private interface Question {
    boolean ask(StorageService storage);
  }

  private boolean ask(CassandraNode node, Question question) {
    try (Management management = node.manage()) {
      return question.ask(management.storage());
    } catch (IOException e) {
      return stillStarting(node, e);
    }
  }

  /** False, if that may be why its beans were not reached. */
  private static boolean stillStarting(CassandraNode node, IOException e) {
    if (node.isAlive()) {
      return false;
    }
    throw new ClusterException(node + " has ended; the end of its log:\n" + node.log().tail(), e);
  }

  private List<CassandraNode> running() {
    return nodes.stream().filter(CassandraNode::isRunning).toList();
  }

  private interface Condition {
    boolean holds();
  }

  /** Polls: what a node thinks of the others is told by no event. */
  private static void await(String what, Condition condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new ClusterException("not within " + PATIENCE.toMinutes() + " minutes: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** Kills all nodes and removes their data. */
  @Override
  public void close() {
    nodes.forEach(CassandraNode::close);
    directory.close();
    if (network != null) {
      network.close();
    }
  }
}
