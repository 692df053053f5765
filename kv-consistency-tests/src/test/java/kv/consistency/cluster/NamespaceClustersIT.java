package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clusters on hosts of a network. */
@Tag("cluster")
class NamespaceClustersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Far more than it takes a node to say the time, on a busy machine too. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  @BeforeAll
  static void namespaces() {
    Optional<String> unavailable = NamespaceNetwork.unavailable();
    assumeTrue(unavailable.isEmpty(), unavailable.orElse(""));
  }

  @Test
  void etcd_elects_another_leader_when_its_leader_is_isolated_and_is_whole_when_healed() {
    Path path = Path.of("target", "clusters", "etcd-namespaces");
    try (NamespaceNetwork network = NamespaceNetwork.take(3);
        EtcdCluster cluster =
            EtcdCluster.start(path, EtcdConfiguration.ofMachine().withHosts(network.hosts()))) {
      EtcdMember leader = cluster.leader().orElseThrow();
      List<EtcdMember> others =
          cluster.members().stream().filter(member -> !member.equals(leader)).toList();

      network.links().block(Partition.isolate(leader.host(), network.hosts()));

      Polling.await(
          "another leader", PATIENCE, () -> others.stream().anyMatch(EtcdMember::isLeader));
      Polling.await("the end of the old one", PATIENCE, () -> !leader.isLeader());
      assertThat(leader.isHealthy()).isFalse();

      network.links().heal();

      cluster.awaitHealthy();
    }
  }

  @Test
  void cassandra_makes_a_ring_and_one_clock_of_it_is_moved() {
    Optional<String> unavailable = MovableClock.unavailable();
    assumeTrue(unavailable.isEmpty(), unavailable.orElse(""));
    Path path = Path.of("target", "clusters", "cassandra-namespaces");
    CassandraConfiguration configuration = CassandraConfiguration.ofBuild().withMovableClock();
    try (NamespaceNetwork network = NamespaceNetwork.take(2);
        CassandraCluster cluster =
            CassandraCluster.start(path, configuration.withHosts(network.hosts()))) {
      CassandraNode moved = cluster.node(0);
      CassandraNode other = cluster.node(1);
      long before = System.nanoTime();
      long uptime = uptime(moved);

      moved.moveClock(Duration.ofHours(-1));

      assertThat(moved.clockError()).isBetween(hour(-1).minus(TOLERANCE), hour(-1).plus(TOLERANCE));
      assertThat(other.clockError().abs()).isLessThan(TOLERANCE);
      assertThat(uptime(moved) - uptime)
          .as("milliseconds of the monotonic clock")
          .isBetween(0L, Duration.ofNanos(System.nanoTime() - before).toMillis() + 1);

      moved.moveClock(Duration.ZERO);

      assertThat(moved.clockError().abs()).isLessThan(TOLERANCE);
    }
  }

  /**
   * While two can't reach each other one hears through the third that the other is alive, asks it,
   * and gets no answer. Cassandra before 5.0.9 never asked again (CASSANDRA-21428).
   */
  @Test
  @Tag("nightly")
  void a_cassandra_node_that_was_heard_of_and_did_not_answer_is_seen_up_once_links_are_healed() {
    Path path = Path.of("target", "clusters", "cassandra-unanswered");
    CassandraConfiguration configuration =
        CassandraConfiguration.ofBuild()
            .withSetting("phi_convict_threshold", "5")
            .withSetting("request_timeout", "2s");
    try (NamespaceNetwork network = NamespaceNetwork.take(3);
        CassandraCluster cluster =
            CassandraCluster.start(path, configuration.withHosts(network.hosts()))) {
      CassandraNode one = cluster.node(0);
      CassandraNode other = cluster.node(1);
      other.pause();
      cluster.awaitSeenDown(other);
      network.links().block(one.host(), other.host());
      network.links().block(other.host(), one.host());
      int heartbeat = heartbeat(one, other);
      long unsent = unsent(one, other);

      other.resume();
      Polling.await("news of it", PATIENCE, () -> heartbeat(one, other) > heartbeat);
      Polling.await("a question too old", PATIENCE, () -> unsent(one, other) > unsent);
      network.links().heal();

      cluster.awaitRing();
    }
  }

  /** What one node knows of another. */
  public interface FailureDetector {
    String getEndpointState(String address) throws UnknownHostException;
  }

  private static int heartbeat(CassandraNode asked, CassandraNode of) {
    try (Management management = asked.management()) {
      String state =
          management
              .bean("org.apache.cassandra.net:type=FailureDetector", FailureDetector.class)
              .getEndpointState(of.address());
      return state
          .lines()
          .map(String::strip)
          .filter(line -> line.startsWith("heartbeat:"))
          .mapToInt(line -> Integer.parseInt(line.substring("heartbeat:".length())))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A metric. */
  public interface Gauge {
    Object getValue();
  }

  /** Messages of gossip to it that were too old before they could be sent. */
  private static long unsent(CassandraNode asked, CassandraNode to) {
    String metric =
        "org.apache.cassandra.metrics:type=Connection,scope=%s_%d,name=UrgentMessageDroppedTasksDueToTimeout"
            .formatted(to.address(), CassandraNode.STORAGE_PORT);
    try (Management management = asked.management()) {
      return ((Number) management.bean(metric, Gauge.class).getValue()).longValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration hour(int number) {
    return Duration.ofHours(number);
  }

  /** As the JVM's management beans count it. */
  public interface RuntimeView {
    long getUptime();
  }

  private static long uptime(CassandraNode node) {
    try (Management management = node.management()) {
      return management.bean("java.lang:type=Runtime", RuntimeView.class).getUptime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
