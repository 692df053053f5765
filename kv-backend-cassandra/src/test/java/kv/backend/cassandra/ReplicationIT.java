package kv.backend.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kv.backend.cassandra.DriverError.Ending;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraNode;
import kv.consistency.cluster.Management;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * That Cassandra's replication does for the store what is promised of it, in the modes serial and
 * quorum, with three replicas of each key on three real nodes.
 *
 * <p>Single replicas are looked at through {@link Replicas}: a scan at ONE, sent to the node
 * itself, which answers from its own disk. Nodes are lost by kill -9 or SIGSTOP; where the others
 * are to know at once, by SIGTERM.
 */
@ExtendWith(FaultyCluster.class)
@TestInstance(Lifecycle.PER_CLASS)
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ReplicationIT {

  private static final Duration SHORT = Duration.ofSeconds(5);
  private static final int KEYS = 16;

  private final CassandraCluster cluster;
  private final CassandraNode a;
  private final CassandraNode b;
  private final CassandraNode c;
  private final List<TestedStore> stores;
  private final Replicas replicas;

  ReplicationIT(CassandraCluster cluster) {
    this.cluster = cluster;
    this.a = cluster.node(0);
    this.b = cluster.node(1);
    this.c = cluster.node(2);
    this.stores =
        List.of(
            TestedStore.open(cluster, "serial", "replication_serial"),
            TestedStore.open(cluster, "quorum", "replication_quorum"));
    this.replicas = new Replicas(cluster);
  }

  @AfterAll
  void close() {
    replicas.close();
    stores.forEach(TestedStore::close);
  }

  @BeforeEach
  void awaitReady() {
    setHints(true, a, b, c);
    Await.until("readiness", () -> stores.stream().allMatch(TestedStore::isReady));
  }

  @Test
  void a_write_is_on_a_quorum_when_it_is_acknowledged() {
    List<String> keys = keys("quorum");
    stores.forEach(store -> store.store(keys, "old"));

    c.pause();
    for (TestedStore store : stores) {
      List<String> acknowledged = endingAs(Ending.APPLIED, store.putAll(keys, "new", SHORT));

      assertThat(acknowledged).isNotEmpty();
      for (CassandraNode node : List.of(a, b)) {
        assertThat(replicas.at(node, store, acknowledged)).isEqualTo(all(acknowledged, "new"));
      }
    }

    b.pause();
    for (TestedStore store : stores) {
      assertThat(store.putAll(keys, "newer", SHORT).values()).doesNotContain(Ending.APPLIED);
    }
  }

  @Test
  @Tag("nightly")
  void a_read_repairs_a_stale_replica() {
    List<String> keys = keys("stale");
    storeEverywhere(keys, "old");
    setHints(false, a, b);
    c.stop();
    stores.forEach(store -> store.store(keys, "new"));
    c.start();
    cluster.awaitRing();
    for (TestedStore store : stores) {
      assertThat(replicas.at(c, store, keys)).isEqualTo(all(keys, "old"));
    }

    b.stop(); // Every quorum needs the stale one now.
    cluster.awaitSeenDown(b); // Else b may be asked, and counts as repaired though it is silent.
    for (TestedStore store : stores) {
      assertThat(store.getAll(keys)).as(store.keyspace()).isEqualTo(all(keys, "new"));

      assertThat(replicas.at(c, store, keys)).as(store.keyspace()).isEqualTo(all(keys, "new"));
    }
  }

  @Test
  @Tag("nightly")
  void a_node_that_was_down_gets_what_it_missed_from_hints_without_any_read() {
    List<String> keys = keys("hinted");
    storeEverywhere(keys, "old");
    c.kill();
    stores.forEach(store -> store.store(keys, "new"));

    c.start();

    for (TestedStore store : stores) {
      Await.until(
          "hints for " + store.keyspace(),
          () -> replicas.at(c, store, keys).equals(all(keys, "new")));
    }
  }

  @Test
  @Tag("nightly")
  void a_full_repair_brings_back_a_node_that_lost_its_data() {
    List<String> keys = keys("lost");
    storeEverywhere(keys, "value");
    List<Integer> indexed = stores.stream().map(store -> replicas.indexed(b, store)).toList();
    c.kill();
    c.wipe();
    c.start();
    cluster.awaitRing();
    for (TestedStore store : stores) {
      assertThat(replicas.at(c, store, keys)).isEqualTo(all(keys, TestedStore.NOTHING));
      // Hints of an earlier test may have come since.
      assertThat(replicas.indexed(c, store)).isLessThan(replicas.indexed(b, store));
    }

    stores.forEach(store -> c.nodetool("repair", "--full", store.keyspace()));

    for (TestedStore store : stores) {
      assertThat(replicas.at(c, store, keys)).isEqualTo(all(keys, "value"));
    }
    assertThat(stores.stream().map(store -> replicas.indexed(c, store)).toList())
        .isEqualTo(indexed);
  }

  /** Only a call that is under way to a node as it is lost may fail. */
  @Test
  void losing_one_of_three_nodes_costs_no_availability_and_no_data() {
    List<String> keys = keys("one");
    stores.forEach(store -> store.store(keys, "before"));

    c.kill();

    for (TestedStore store : stores) {
      assertThat(store.tryGetAll(keys, TestedStore.PLENTY).values()).containsOnly(Ending.APPLIED);
      assertThat(store.getAll(keys)).isEqualTo(all(keys, "before"));
      for (String value : List.of("after", "and again")) {
        assertThat(store.putAll(keys, value, TestedStore.PLENTY).values())
            .containsOnly(Ending.APPLIED);
        assertThat(store.getAll(keys)).isEqualTo(all(keys, value));
      }
      assertThat(store.isReady()).isTrue();
    }
  }

  @Test
  void losing_two_of_three_nodes_gives_clean_refusals_and_costs_no_data() {
    List<String> keys = keys("two");
    stores.forEach(store -> store.store(keys, "before"));

    b.kill();
    c.kill();

    List<Map<String, Ending>> ends = new ArrayList<>();
    for (TestedStore store : stores) {
      ends.add(store.putAll(keys, "after", SHORT));
      assertThat(store.tryGetAll(keys, SHORT).values()).containsOnly(Ending.NOT_APPLIED);
    }
    cluster.awaitSeenDown(b);
    cluster.awaitSeenDown(c);
    for (TestedStore store : stores) {
      assertThat(store.putAll(keys, "never", SHORT).values()).containsOnly(Ending.NOT_APPLIED);
      assertThat(store.isReady()).isFalse();
    }

    cluster.startAll();

    awaitReady();
    for (int i = 0; i < stores.size(); i++) {
      Map<String, String> values = stores.get(i).getAll(keys);
      ends.get(i)
          .forEach(
              (key, end) ->
                  assertThat(values.get(key))
                      .as("%s, whose put ended as %s", key, end)
                      .isIn(
                          switch (end) {
                            case APPLIED -> List.of("after");
                            case UNKNOWN -> List.of("before", "after");
                            case NOT_APPLIED, OVERLOADED -> List.of("before");
                          }));
    }
  }

  private void storeEverywhere(List<String> keys, String value) {
    for (TestedStore store : stores) {
      store.store(keys, value);
      for (CassandraNode node : cluster.nodes()) {
        Await.until(
            value + " at " + node, () -> replicas.at(node, store, keys).equals(all(keys, value)));
      }
    }
  }

  private static void setHints(boolean enabled, CassandraNode... nodes) {
    for (CassandraNode node : nodes) {
      try (Management management = node.management()) {
        management.proxy().setHintedHandoffEnabled(enabled);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static List<String> keys(String prefix) {
    return IntStream.range(0, KEYS).mapToObj(i -> "%s-%02d".formatted(prefix, i)).toList();
  }

  private static List<String> endingAs(Ending ending, Map<String, Ending> ends) {
    return ends.keySet().stream().filter(key -> ends.get(key) == ending).toList();
  }

  private static Map<String, String> all(List<String> keys, String value) {
    return keys.stream().collect(Collectors.toMap(key -> key, key -> value));
  }
}
