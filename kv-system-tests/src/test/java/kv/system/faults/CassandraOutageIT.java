package kv.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kv.consistency.client.Answer;
import kv.consistency.client.StoreClient;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Deployment.Breakable;
import kv.consistency.topology.Deployment.Places;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients are told over HTTP when a quorum of Cassandra is lost, and whether it was true. */
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("nightly")
final class CassandraOutageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int WRITES = 12;

  @Test
  void without_a_quorum_reads_are_503_and_writes_503_or_504_and_each_says_the_truth()
      throws IOException {
    Places places =
        new Places(
            Path.of(System.getProperty("test.war")),
            Path.of(System.getProperty("kv.cassandra.lib")),
            Optional.empty(),
            Optional.empty(),
            Path.of("target", "clusters", "outage"));
    Topology serial = Topology.named("cassandra-serial").orElseThrow();
    try (Deployment store = Deployment.start(serial, 1, places, new Breakable(false, false));
        StoreClient client = new StoreClient(store.frontEnds().get(0).base(), PATIENCE)) {
      assertThat(client.put("before", "value").status()).isEqualTo(201);

      store.nodes(Role.CASSANDRA).subList(1, 3).forEach(ClusterNode::kill);
      List<Answer> writes = new ArrayList<>();
      for (int i = 0; i < WRITES; i++) {
        writes.add(client.put("during/" + i, "value"));
      }
      Answer read = client.get("before");

      assertThat(read.status()).isEqualTo(503);
      assertThat(read.outcome()).contains("not-applied");
      assertThat(writes)
          .allSatisfy(write -> assertThat(write.words()).isIn("503 not-applied", "504 unknown"));
      assertThat(client.isReady()).isFalse();

      store.bringBack();
      while (!client.isReady()) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
      assertThat(client.get("before").body()).isEqualTo("value");
      for (int i = 0; i < WRITES; i++) {
        if (writes.get(i).isNotApplied()) {
          assertThat(client.get("during/" + i).status()).as("write %d", i).isEqualTo(404);
        }
      }
      assertThat(client.put("after", "value").status()).isEqualTo(201);
    }
  }
}
