package kv.system.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import kv.consistency.client.StoreClient;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Deployment.Breakable;
import kv.consistency.topology.Deployment.Places;
import kv.consistency.topology.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dashboard in ops/grafana on a front end with Cassandra and etcd that has something to do. */
@Tag("cluster")
@Tag("nightly")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class DashboardIT {

  private static final Path DASHBOARD = Path.of("..", "ops", "grafana", "kv-dashboard.json");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void each_query_of_the_dashboard_finds_something_in_a_real_prometheus() throws Exception {
    Places places =
        new Places(
            Path.of(System.getProperty("test.war")),
            Path.of(System.getProperty("kv.cassandra.lib")),
            Optional.empty(),
            Optional.empty(),
            Path.of("target", "clusters", "dashboard"));
    Topology topology =
        Topology.named("cassandra-quorum-etcd")
            .orElseThrow()
            .withSettings(Map.of("kv.quota", "* keys=100000 bytes=1GiB"));
    List<String> queries = queries();
    assertThat(queries).hasSizeGreaterThan(20);
    try (Deployment store = Deployment.start(topology, 1, places, new Breakable(false, false));
        Prometheus prometheus =
            Prometheus.watching(
                store.frontEnds().get(0).base(), Path.of("target", "clusters", "prometheus"))) {
      AtomicBoolean over = new AtomicBoolean();
      Thread load = new Thread(() -> load(store, over), "load");
      load.start();
      try {
        queries.forEach(prometheus::awaitAnswer);
      } finally {
        over.set(true);
        load.join();
      }
    }
  }

  private static void load(Deployment store, AtomicBoolean over) {
    try (StoreClient client = new StoreClient(store.frontEnds().get(0).base(), PATIENCE)) {
      for (int i = 0; !over.get(); i++) {
        client.put("key/" + i % 10, "value");
        client.get("key/" + i % 10);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the variables replaced as Grafana does. */
  private static List<String> queries() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
    return StreamSupport.stream(dashboard.path("panels").spliterator(), false)
        .flatMap(panel -> panel.findValues("expr").stream())
        .map(JsonNode::asText)
        .map(query -> query.replace("$__rate_interval", "10s").replace("$instance", ".*"))
        .toList();
  }
}
