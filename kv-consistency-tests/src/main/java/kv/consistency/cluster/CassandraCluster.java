package kv.consistency.cluster;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A ring of Cassandra nodes, each a JVM of its own. Its methods are for one thread at a time. */
public final class CassandraCluster implements AutoCloseable {
  private static final List<Integer> PORTS =
      List.of(CassandraNode.NATIVE_PORT, CassandraNode.STORAGE_PORT);

  private final CassandraConfiguration configuration;
  private final Site site;
  private final List<CassandraNode> nodes;

  private CassandraCluster(
      CassandraConfiguration configuration, Site site, CassandraCommand command) {
    this.configuration = configuration;
    this.site = site;
    List<CassandraNode> all = new ArrayList<>();
    for (int index = 0; index < site.hosts().size(); index++) {
      String name = "cassandra-" + (index + 1);
      Path home = site.directory().home(name);
      CassandraFiles files = new CassandraFiles(configuration, home, site.addresses(), index);
      all.add(
          new CassandraNode(
              name,
              site.hosts().get(index),
              site.localPort(index),
              files,
              command,
              () -> all.stream().anyMatch(CassandraNode::knowsRing)));
    }
    this.nodes = List.copyOf(all);
  }

  /**
   * Starts a cluster and returns once all nodes serve and see each other.
   *
   * @param path the cluster's own directory, emptied at the start; logs stay there after {@link
   *     #close}
   */
  public static CassandraCluster start(Path path, CassandraConfiguration configuration) {
    configuration.requireJars();
    Path java = Jdk17.find();
    return start(path, configuration, java, ClassArchive.of(configuration.lib(), java, path));
  }

  static CassandraCluster start(
      Path path, CassandraConfiguration configuration, Path java, Optional<Path> classArchive) {
    Site site = Site.take(path, configuration.hosts(), configuration.nodes(), PORTS);
    CassandraCommand command = new CassandraCommand(java, configuration, classArchive);
    CassandraCluster cluster = new CassandraCluster(configuration, site, command);
    try {
      cluster.startAll();
      if (configuration.authentication()) {
        cluster.awaitFirstUser();
      }
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Any of the nodes makes the first user, whichever is first. */
  private void awaitFirstUser() {
    Polling.await(
        "the first user",
        ClusterNode.PATIENCE,
        () -> nodes.stream().anyMatch(CassandraNode::hasMadeFirstUser));
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

  /** Starts all nodes that are down, and returns once all that run see each other. */
  public void startAll() {
    // One that was emptied needs others that know its place.
    startAtOnce(nodes.stream().filter(node -> !node.isAlive() && !node.isEmptied()).toList());
    startAtOnce(nodes.stream().filter(node -> !node.isAlive()).toList());
    awaitRing();
  }

  private static void startAtOnce(List<CassandraNode> down) {
    down.forEach(CassandraNode::launch);
    down.forEach(CassandraNode::awaitServing);
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
    Polling.await(
        "a ring",
        ClusterNode.PATIENCE,
        () -> {
          List<CassandraNode> running = running();
          Set<Map<String, String>> rings =
              running.stream().map(node -> ring(node, running)).collect(Collectors.toSet());
          return rings.size() == 1 && !rings.contains(Map.<String, String>of());
        },
        this::heldForDown);
  }

  /** Who holds whom for down. */
  private String heldForDown() {
    StringBuilder words = new StringBuilder();
    for (CassandraNode node : running()) {
      try (Management management = node.manage()) {
        List<String> down = management.storage().getUnreachableNodes();
        if (!down.isEmpty()) {
          words.append("; ").append(node).append(" holds for down ").append(down);
        }
      } catch (IOException | UndeclaredThrowableException e) {
        words.append("; ").append(node).append(" can't be asked: ").append(e);
      }
    }
    return words.toString();
  }

  /** Returns once every other running node holds this one, which it can't hear, for down. */
  public void awaitSeenDown(CassandraNode node) {
    Polling.await(
        node + " seen down",
        ClusterNode.PATIENCE,
        () ->
            running().stream()
                .filter(other -> !other.equals(node))
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
    } catch (IOException | UndeclaredThrowableException e) { // the latter: not registered yet
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
  private static boolean stillStarting(CassandraNode node, Exception e) {
    if (node.isAlive()) {
      return false;
    }
    throw new ClusterException(node + " has ended; the end of its log:\n" + node.log().tail(), e);
  }

  private List<CassandraNode> running() {
    return nodes.stream().filter(CassandraNode::isRunning).toList();
  }

  /** Kills all nodes and removes their data. */
  @Override
  public void close() {
    nodes.forEach(CassandraNode::close);
    site.close();
  }
}
