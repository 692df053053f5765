package kv.backend.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kv.backend.cassandra.DriverError.Ending;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraNode;
import kv.spi.KvBackend;
import kv.spi.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A cluster that goes away, hangs, or has more to do than fits: each call ends by an outcome within
 * its time, what was acknowledged stays, and the stores recover by themselves.
 */
@ExtendWith(FaultyCluster.class)
@TestInstance(Lifecycle.PER_CLASS)
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ClusterComesAndGoesIT {

  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final List<String> KEYS = keys("key", 16);

  /** More than the connections to three nodes carry at once. */
  private static final int TOO_MANY = 3 * 1024 + 200;

  private final CassandraCluster cluster;
  private final List<TestedStore> stores;

  ClusterComesAndGoesIT(CassandraCluster cluster) {
    this.cluster = cluster;
    this.stores =
        List.of(
            TestedStore.open(cluster, "serial", "comes_and_goes_serial"),
            TestedStore.open(cluster, "quorum", "comes_and_goes_quorum"));
  }

  @AfterAll
  void close() {
    stores.forEach(TestedStore::close);
  }

  @BeforeEach
  void awaitReady() {
    Await.until("readiness", () -> stores.stream().allMatch(TestedStore::isReady));
  }

  @Test
  void a_cluster_that_goes_away_is_told_by_readiness_and_found_again_when_it_is_back() {
    stores.forEach(store -> store.store(KEYS, "before"));

    cluster.nodes().forEach(CassandraNode::kill);

    for (TestedStore store : stores) {
      Await.until("no readiness", () -> !store.isReady());
      assertThat(store.putAll(KEYS, "never", SHORT).values()).containsOnly(Ending.NOT_APPLIED);
      assertThat(store.tryGetAll(KEYS, SHORT).values()).containsOnly(Ending.NOT_APPLIED);
    }

    cluster.startAll();

    awaitReady();
    for (TestedStore store : stores) {
      assertThat(store.getAll(KEYS).values()).containsOnly("before");
      store.store(KEYS, "after");
      assertThat(store.getAll(KEYS).values()).containsOnly("after");
    }
  }

  /** Connections stay open and nothing comes back, as with a network that drops all packets. */
  @Test
  void a_cluster_that_hangs_is_told_by_readiness_and_found_again_when_it_goes_on() {
    stores.forEach(store -> store.store(KEYS, "before"));

    cluster.nodes().forEach(CassandraNode::pause);

    for (TestedStore store : stores) {
      assertThat(store.putAll(KEYS, "after", SHORT).values())
          .isSubsetOf(Ending.NOT_APPLIED, Ending.UNKNOWN);
      assertThat(store.tryGetAll(KEYS, SHORT).values()).containsOnly(Ending.NOT_APPLIED);
      Await.until("no readiness", () -> !store.isReady());
    }

    cluster.nodes().forEach(CassandraNode::resume);

    awaitReady();
    for (TestedStore store : stores) {
      assertThat(store.getAll(KEYS).values()).isSubsetOf("before", "after");
      store.store(KEYS, "later");
      assertThat(store.getAll(KEYS).values()).containsOnly("later");
    }
  }

  @Test
  void more_calls_than_the_connections_carry_are_refused_as_overload_and_change_nothing() {
    TestedStore store = stores.get(1);
    List<String> keys = keys("many", TOO_MANY);

    cluster.nodes().forEach(CassandraNode::pause);
    Map<String, Ending> ends = store.putAll(keys, "value", SHORT);
    cluster.nodes().forEach(CassandraNode::resume);

    assertThat(ends.values()).contains(Ending.OVERLOADED).doesNotContain(Ending.APPLIED);
    awaitReady();
    List<String> refused =
        keys.stream()
            .filter(
                key -> ends.get(key) == Ending.OVERLOADED || ends.get(key) == Ending.NOT_APPLIED)
            .limit(100)
            .toList();
    assertThat(store.getAll(refused).values()).containsOnly(TestedStore.NOTHING);
  }

  /** A start refuses such limits, but nodes may be set anew while a front end runs. */
  @Test
  void a_value_above_what_nodes_take_is_refused_and_the_old_one_stays() {
    String large = "x".repeat(5 << 20);
    for (Mode mode : List.of(Mode.SERIAL, Mode.QUORUM)) {
      try (TestedStore store = withoutLimit(mode)) {
        store.store(KEYS, "before");

        Ending end = store.put(KEYS.get(0), large, TestedStore.PLENTY);

        assertThat(end).isEqualTo(Ending.UNKNOWN);
        assertThat(store.getAll(KEYS).values()).containsOnly("before");
      }
    }
  }

  /** The store of the mode, opened without the check of what the nodes take. */
  private TestedStore withoutLimit(Mode mode) {
    TestedStore store = stores.get(mode == Mode.SERIAL ? 0 : 1);
    Settings settings =
        RealCluster.context(
                cluster,
                Map.of(
                    "kv.cassandra.mode",
                    mode.name().toLowerCase(java.util.Locale.ROOT),
                    "kv.cassandra.keyspace",
                    store.keyspace()))
            .settings();
    CqlSession session = Connection.open(settings);
    Layout layout = mode == Mode.SERIAL ? Layout.SERIAL : Layout.QUORUM;
    Store opened =
        new Store(
            session,
            settings.get(CassandraSettings.REQUEST_TIMEOUT),
            store.keyspace(),
            new Keyspace(session, settings).prepare(layout));
    Ids ids = new Ids(new SecureRandom());
    KvBackend backend =
        mode == Mode.SERIAL
            ? new SerialBackend(opened, ids, InstantSource.system(), Integer.MAX_VALUE)
            : new LastWriteWinsBackend(
                opened, mode, ids, InstantSource.system(), Integer.MAX_VALUE);
    return new TestedStore(store.keyspace(), backend);
  }

  private static List<String> keys(String prefix, int number) {
    return IntStream.range(0, number).mapToObj(i -> "%s-%04d".formatted(prefix, i)).toList();
  }
}
