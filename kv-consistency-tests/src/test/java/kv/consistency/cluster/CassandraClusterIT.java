package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One ring of three for all tests; each leaves it whole. */
class CassandraClusterIT {
  private static final List<CassandraCluster> STARTED = new java.util.ArrayList<>();

  @BeforeAll
  static void start() {
    STARTED.add(
        CassandraCluster.start(
            Path.of("target", "clusters", "cassandra"), CassandraConfiguration.ofBuild()));
  }

  @AfterAll
  static void close() {
    STARTED.forEach(CassandraCluster::close);
  }

  private final CassandraCluster cluster = STARTED.get(0);

  @AfterEach
  void heal() {
    cluster.startAll();
  }

  @Test
  void a_ring_of_three_forms() throws IOException {
    assertThat(upAndNormal(cluster.node(0))).hasSize(3);
    for (InetSocketAddress contactPoint : cluster.contactPoints()) {
      try (Socket socket = new Socket(contactPoint.getAddress(), contactPoint.getPort())) {
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }
}
