package kv.backend.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kv.backend.cassandra.DriverError.Ending;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraNode;
import kv.consistency.cluster.Management;
import kv.consistency.cluster.StorageService;
import kv.spi.ConfigurationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Starts at the same time as others, and on a cluster that is not well. */
@ExtendWith(FaultyCluster.class)
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class TroubledStartIT {

  /** A view of a bean that the launcher itself has no use for. */
  public interface Gossip {
    void stopGossiping();

    void startGossiping();
  }

  @Test
  void front_ends_that_start_at_once_make_one_store(CassandraCluster cluster) throws Exception {
    List<TestedStore> stores = new ArrayList<>();
    for (Future<TestedStore> start :
        atOnce(cluster, "made_at_once", List.of("serial", "serial", "serial", "serial"))) {
      stores.add(start.get());
    }

    for (TestedStore store : stores) {
      String key = "key of " + stores.indexOf(store);
      assertThat(store.put(key, "value", TestedStore.PLENTY)).isEqualTo(Ending.APPLIED);
      for (TestedStore other : stores) {
        assertThat(other.get(key, TestedStore.PLENTY)).contains("value");
      }
    }
    stores.forEach(TestedStore::close);
  }

  @Test
  void of_front_ends_that_start_at_once_in_different_modes_one_mode_wins(CassandraCluster cluster)
      throws Exception {
    List<String> modes = List.of("serial", "quorum", "serial", "quorum");
    List<Future<TestedStore>> starts = atOnce(cluster, "contended", modes);

    List<String> winners = new ArrayList<>();
    for (int i = 0; i < modes.size(); i++) {
      try (TestedStore store = starts.get(i).get()) {
        assertThat(store.put("key", "value", TestedStore.PLENTY)).isEqualTo(Ending.APPLIED);
        winners.add(modes.get(i));
      } catch (ExecutionException e) {
        assertThat(e)
            .cause()
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("keyspace contended was made for mode")
            .hasMessageContaining("can't be used in mode " + modes.get(i));
      }
    }

    assertThat(winners).hasSize(2);
    assertThat(winners.stream().distinct()).hasSize(1);
  }

  private static List<Future<TestedStore>> atOnce(
      CassandraCluster cluster, String keyspace, List<String> modes) throws InterruptedException {
    ExecutorService frontEnds = Executors.newFixedThreadPool(modes.size());
    try {
      return frontEnds.invokeAll(
          modes.stream()
              .map(mode -> (Callable<TestedStore>) () -> TestedStore.open(cluster, mode, keyspace))
              .toList());
    } finally {
      frontEnds.shutdown();
    }
  }

  /** A node that gossips with nobody is told of no change of the schema, but serves clients. */
  @Test
  void nodes_that_disagree_about_the_schema_are_an_error_of_the_start(CassandraCluster cluster)
      throws IOException {
    CassandraNode alone = cluster.node(2);
    gossip(alone, Gossip::stopGossiping);
    try {
      Await.until(
          alone + " held for down",
          () -> !isHeldForUp(cluster.node(0), alone) && !isHeldForUp(cluster.node(1), alone));

      assertThatThrownBy(
              () ->
                  TestedStore.open(
                      cluster,
                      Map.of(
                          "kv.cassandra.keyspace", "disagreed",
                          "kv.cassandra.schema-timeout", "5s")))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("the nodes of the cluster disagree about the schema after PT5S")
          .hasMessageContaining(alone.address());
    } finally {
      gossip(alone, Gossip::startGossiping);
    }

    cluster.awaitRing();
    try (TestedStore store = TestedStore.open(cluster, "serial", "disagreed")) {
      assertThat(store.put("key", "value", TestedStore.PLENTY)).isEqualTo(Ending.APPLIED);
    }
  }

  private static boolean isHeldForUp(CassandraNode by, CassandraNode node) {
    try (Management management = by.management()) {
      return management.storage().getLiveNodes().contains(node.address());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void gossip(CassandraNode node, Consumer<Gossip> command) throws IOException {
    try (Management management = node.management()) {
      command.accept(management.bean(StorageService.NAME, Gossip.class));
    }
  }

  /**
   * With one node down a front end starts; with two it says what is missing, and changes nothing.
   */
  @Test
  void a_start_needs_a_quorum_and_no_more(CassandraCluster cluster) {
    TestedStore before = TestedStore.open(cluster, "serial", "quorate");
    before.store(List.of("key"), "value");
    cluster.node(1).stop();

    try (TestedStore store = TestedStore.open(cluster, "serial", "quorate")) {
      assertThat(store.get("key", TestedStore.PLENTY)).contains("value");
      assertThat(store.put("key", "other", TestedStore.PLENTY)).isEqualTo(Ending.APPLIED);
    }

    cluster.node(2).stop();
    Stream.of("serial", "quorum")
        .forEach(
            mode ->
                assertThatThrownBy(() -> TestedStore.open(cluster, mode, "quorate"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("keyspace quorate can't be prepared: ")
                    .hasMessageContaining("2 required but only 1 alive"));

    cluster.startAll();
    Await.until("readiness", before::isReady);
    assertThat(before.get("key", TestedStore.PLENTY)).isEqualTo(Optional.of("other"));
    before.close();
  }
}
