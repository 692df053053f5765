package kv.consistency.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraClusterIT {
  private static CassandraCluster cluster;

  @BeforeAll
  static void start() {
    long begin = System.nanoTime();
    cluster =
        CassandraCluster.start(
            Path.of("target", "clusters", "cassandra"), CassandraConfiguration.ofBuild());
    System.out.println("started in " + (System.nanoTime() - begin) / 1000000);
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void a_ring_of_three_forms() {
    String status = cluster.node(0).nodetool("status");
    System.out.println(status);
    assertThat(status.lines().filter(line -> line.startsWith("UN "))).hasSize(3);
    long begin = System.nanoTime();
    cluster.node(2).kill();
    cluster.awaitSeenDown(cluster.node(2));
    System.out.println("down in " + (System.nanoTime() - begin) / 1000000);
    cluster.node(2).wipe();
    begin = System.nanoTime();
    cluster.node(2).start();
    System.out.println("up in " + (System.nanoTime() - begin) / 1000000);
    cluster.awaitRing();
    System.out.println("ring in " + (System.nanoTime() - begin) / 1000000);
    System.out.println(cluster.node(0).nodetool("status"));
  }
}
