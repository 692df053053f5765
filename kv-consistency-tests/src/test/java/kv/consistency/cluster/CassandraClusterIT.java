package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One ring of three for all tests; each leaves it whole. */
@Tag("cluster")
class CassandraClusterIT {
  private static final Path DIRECTORY = Path.of("target", "clusters", "cassandra");

  private static CassandraCluster cluster;

  @BeforeAll
  static void start() {
    // Less patience of the failure detector than by default, so that the tests need less.
    cluster =
        CassandraCluster.start(
            DIRECTORY, CassandraConfiguration.ofBuild().withSetting("phi_convict_threshold", "5"));
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void heal() {
    cluster.startAll();
  }

  @Test
  void a_ring_of_three_forms_and_serves_at_the_standard_port() throws IOException {
    assertThat(cluster.node(0).nodetool("status").lines().filter(line -> line.startsWith("UN ")))
        .hasSize(3);
    for (InetSocketAddress contactPoint : cluster.contactPoints()) {
      assertThat(contactPoint.getPort()).isEqualTo(9042);
      try (Socket socket = new Socket(contactPoint.getAddress(), contactPoint.getPort())) {
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }

  @Test
  void a_node_starts_from_the_archive_of_its_classes() throws IOException {
    Path maps = Path.of("/proc", Long.toString(cluster.node(0).pid()), "maps");

    assertThat(Files.readAllLines(maps))
        .anyMatch(line -> line.matches(".*/lib-[-0-9a-f]{36}\\.jsa"));
  }

  @Test
  void a_killed_node_is_seen_down_and_comes_back_as_itself() {
    CassandraNode node = cluster.node(1);
    String before = hostIds().get(node.address());

    node.kill();

    assertThat(node.isAlive()).isFalse();
    cluster.awaitSeenDown(node);

    node.start();
    cluster.awaitRing();

    assertThat(hostIds()).containsEntry(node.address(), before);
  }

  @Test
  void a_wiped_node_has_lost_all_and_takes_its_old_place() {
    CassandraNode node = cluster.node(2);
    String before = hostIds().get(node.address());
    List<String> tokens = tokens(node);
    node.kill();

    node.wipe();

    assertThat(node.dataDirectory().resolve("sstables")).doesNotExist();
    assertThat(node.dataDirectory().resolve("commitlog")).doesNotExist();

    node.start();
    cluster.awaitRing();

    node.awaitLog(Pattern.compile("No host ID found"));
    assertThat(hostIds()).containsEntry(node.address(), before);
    assertThat(tokens(node)).hasSize(16).isEqualTo(tokens);
  }

  @Test
  void a_paused_node_is_stopped_until_it_is_resumed() throws IOException {
    CassandraNode node = cluster.node(0);

    node.pause();

    assertThat(state(node)).isEqualTo('T');
    assertThat(node.isAlive()).isTrue();
    assertThat(node.isRunning()).isFalse();
    assertThatThrownBy(node::management)
        .isInstanceOf(ClusterException.class)
        .hasMessage("cassandra-1 is paused");

    node.resume();

    assertThat(state(node)).isNotEqualTo('T');
    cluster.awaitRing();
  }

  @Test
  void a_restarted_node_is_another_process_with_the_same_data() {
    CassandraNode node = cluster.node(1);
    long pid = node.pid();
    String before = hostIds().get(node.address());

    node.restart();

    assertThat(node.pid()).isNotEqualTo(pid);
    cluster.awaitRing();
    assertThat(hostIds()).containsEntry(node.address(), before);
  }

  @Test
  void all_nodes_can_stop_and_start() {
    cluster.stopAll();

    assertThat(cluster.nodes()).noneMatch(CassandraNode::isAlive);

    cluster.startAll();

    assertThat(hostIds()).hasSize(3);
  }

  @Test
  void a_line_of_the_log_is_awaited_from_a_position_on() throws Exception {
    CassandraNode node = cluster.node(0);
    long end = node.log().end();

    try (Management management = node.management()) {
      management.storage().setLoggingLevel("kv.some.logger", "WARN");
    }

    Pattern line = Pattern.compile("set log level to (\\w+) for classes under 'kv.some.logger'");
    assertThat(node.awaitLog(line, end).group(1)).isEqualTo("WARN");
  }

  @Test
  void hints_can_be_refused_held_and_dropped() throws IOException {
    try (Management management = cluster.node(0).management()) {
      management.proxy().setHintedHandoffEnabled(false);
      management.proxy().setHintedHandoffEnabled(true);
      management.hints().pauseDispatch();
      management.hints().resumeDispatch();
      management.hints().deleteAllHints();

      assertThat(management.hints().getPendingHints()).isEmpty();
    }
  }

  @Test
  void what_nodetool_complains_of_is_told() {
    assertThatThrownBy(() -> cluster.node(0).nodetool("flush", "nowhere"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("nodetool flush nowhere on cassandra-1")
        .hasMessageContaining("nowhere");
  }

  @Test
  void a_directory_that_a_cluster_uses_is_refused_to_another() {
    CassandraConfiguration configuration = CassandraConfiguration.ofBuild();
    assertThatThrownBy(() -> CassandraCluster.start(DIRECTORY, configuration))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    assertThat(cluster.nodes()).allMatch(CassandraNode::isRunning);
  }

  private static Map<String, String> hostIds() {
    try (Management management = cluster.node(0).management()) {
      return management.storage().getEndpointToHostId();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A view of a bean that the launcher itself has no use for. */
  public interface Tokens {
    List<String> getTokens(String address) throws IOException;
  }

  private static List<String> tokens(CassandraNode node) {
    try (Management management = cluster.node(0).management()) {
      return management.bean(StorageService.NAME, Tokens.class).getTokens(node.address());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static char state(CassandraNode node) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(node.pid()), "stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }
}
