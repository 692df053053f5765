package kv.backend.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kv.backend.cassandra.DriverError.Ending;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraNode;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Entry;
import kv.spi.Key;
import kv.spi.KvException;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many writers of one key, through three front ends, in mode serial. */
@ExtendWith(FaultyCluster.class)
@TestInstance(Lifecycle.PER_CLASS)
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class HotKeyIT {

  private static final int WRITERS = 24;

  private final CassandraCluster cluster;
  private final List<TestedStore> frontEnds;

  HotKeyIT(CassandraCluster cluster) {
    this.cluster = cluster;
    this.frontEnds =
        Stream.generate(() -> TestedStore.open(cluster, "serial", "hot")).limit(3).toList();
  }

  @AfterAll
  void close() {
    frontEnds.forEach(TestedStore::close);
  }

  /** How one attempt to add one ends. */
  private enum Attempt {
    ADDED,
    SOMEBODY_WAS_FASTER,
    NOT_APPLIED,
    UNKNOWN
  }

  @Test
  void every_acknowledged_increment_counts_and_no_other_does() throws Exception {
    frontEnds.get(0).store(List.of("counter"), "0");

    List<Attempt> attempts =
        atOnce(
                writer -> {
                  List<Attempt> own = new ArrayList<>();
                  for (int i = 0; i < 8; i++) {
                    own.add(increment(frontEnds.get(writer % frontEnds.size())));
                  }
                  return own;
                })
            .stream()
            .flatMap(List::stream)
            .toList();

    Map<Attempt, Integer> counts = new EnumMap<>(Attempt.class);
    attempts.forEach(attempt -> counts.merge(attempt, 1, Integer::sum));
    int added = counts.getOrDefault(Attempt.ADDED, 0);
    assertThat(added).as("increments, of %s", counts).isPositive();
    assertThat(counts).containsKey(Attempt.SOMEBODY_WAS_FASTER);
    assertThat(Integer.parseInt(frontEnds.get(1).get("counter", TestedStore.PLENTY).orElseThrow()))
        .as("the counter, after %s", counts)
        .isBetween(added, added + counts.getOrDefault(Attempt.UNKNOWN, 0));
  }

  private static Attempt increment(TestedStore frontEnd) {
    Key key = Key.utf8("counter");
    try {
      Entry found = frontEnd.backend().get(key, Deadline.in(TestedStore.PLENTY)).orElseThrow();
      int next = Integer.parseInt(new String(found.value().toArray(), UTF_8)) + 1;
      Put put =
          Put.of(key, new Value(Bytes.utf8(Integer.toString(next)), "text/plain"))
              .when(Precondition.versionIs(found.metadata().version()));
      return frontEnd.backend().put(put, Deadline.in(TestedStore.PLENTY))
              instanceof PreconditionFailed
          ? Attempt.SOMEBODY_WAS_FASTER
          : Attempt.ADDED;
    } catch (KvException e) {
      return Ending.of(Optional.of(e)) == Ending.UNKNOWN ? Attempt.UNKNOWN : Attempt.NOT_APPLIED;
    }
  }

  /**
   * Each such put replaces what it read, and so tries again whenever another front end's came
   * between; the pauses between tries are at random.
   */
  @Test
  void writers_that_undo_each_others_tries_all_get_through_given_time() throws Exception {
    Key key = Key.utf8("contended");

    List<Ending> ends =
        atOnce(
            writer -> {
              Put put =
                  Put.of(key, new Value(Bytes.utf8("by " + writer), "text/plain"))
                      .expiringAfter(Duration.ofHours(1));
              try {
                frontEnds
                    .get(writer % frontEnds.size())
                    .backend()
                    .put(put, Deadline.in(Duration.ofMinutes(2)));
                return Ending.APPLIED;
              } catch (KvException e) {
                return Ending.of(Optional.of(e));
              }
            });

    // The cluster itself gives up a transaction that others outdo for cas_contention_timeout.
    assertThat(ends).contains(Ending.APPLIED).isSubsetOf(Ending.APPLIED, Ending.UNKNOWN);
    assertThat(frontEnds.get(0).get("contended", TestedStore.PLENTY)).isPresent();
  }

  @Test
  void who_does_not_get_his_turn_in_time_is_refused_as_overload_and_has_written_nothing()
      throws Exception {
    TestedStore frontEnd = frontEnds.get(0);
    frontEnd.store(List.of("queue"), "before");
    ExecutorService clients = Executors.newFixedThreadPool(WRITERS);

    cluster.nodes().forEach(CassandraNode::pause);
    Future<Ending> first = clients.submit(() -> frontEnd.put("queue", "first", TestedStore.PLENTY));
    awaitQueued(frontEnd);
    List<Callable<Ending>> others =
        IntStream.range(0, WRITERS - 1)
            .mapToObj(
                i -> (Callable<Ending>) () -> frontEnd.put("queue", "late", Duration.ofSeconds(1)))
            .toList();
    for (Future<Ending> other : clients.invokeAll(others)) {
      assertThat(other.get()).isEqualTo(Ending.OVERLOADED);
    }
    cluster.nodes().forEach(CassandraNode::resume);

    Ending end = first.get();
    clients.shutdown();
    Await.until("readiness", frontEnd::isReady);
    assertThat(frontEnd.get("queue", TestedStore.PLENTY).orElseThrow())
        .as("after a first put that ended as %s", end)
        .isIn(end == Ending.APPLIED ? List.of("first") : List.of("before", "first"));
  }

  /** Returns once a put of the key does not get its turn, since another has it. */
  private static void awaitQueued(TestedStore frontEnd) {
    Await.until(
        "a put under way",
        () -> frontEnd.put("queue", "first", Duration.ofMillis(100)) == Ending.OVERLOADED);
  }

  private interface Writer<T> {
    T write(int number) throws Exception;
  }

  private static <T> List<T> atOnce(Writer<T> writer) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        calls.add(() -> writer.write(number));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : clients.invokeAll(calls)) {
        results.add(each.get());
      }
      return results;
    } finally {
      clients.shutdown();
    }
  }
}
