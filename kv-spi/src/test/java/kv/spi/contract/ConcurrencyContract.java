package kv.spi.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Feature;
import kv.spi.Guarantee;
import kv.spi.Key;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Version;
import org.junit.jupiter.api.Test;

/** Precondition and write are one atomic step, and reads see whole writes, in order. */
interface ConcurrencyContract extends StoreUnderTest {

  int THREADS = 8;
  int ROUNDS = 50;

  @Test
  default void of_many_puts_at_one_version_exactly_one_is_applied() throws Exception {
    requires(Feature.CONDITIONAL_WRITES);
    for (int round = 0; round < rounds(ROUNDS); round++) {
      Key key = key("same version/" + round);
      Precondition unchanged = Precondition.versionIs(write(key, "start"));
      assertOneWins(key, unchanged);
    }
  }

  @Test
  default void of_many_puts_of_an_absent_key_exactly_one_is_applied() throws Exception {
    requires(Feature.CONDITIONAL_WRITES);
    for (int round = 0; round < rounds(ROUNDS); round++) {
      assertOneWins(key("absent/" + round), Precondition.absent());
    }
  }

  private void assertOneWins(Key key, Precondition condition) throws Exception {
    List<PutResult> results =
        Race.of(
            THREADS,
            thread -> put(Put.of(key, StoreUnderTest.text("from " + thread)).when(condition)));
    List<Integer> winners = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      if (results.get(thread) instanceof PutResult.Stored) {
        winners.add(thread);
      }
    }
    assertThat(winners).as("threads whose put was applied").hasSize(1);
    int winner = winners.get(0);
    assertThat(read(key)).hasValue("from " + winner);
    assertThat(versionOf(key)).hasValue(StoreUnderTest.written(results.get(winner)));
  }

  @Test
  default void of_many_deletes_at_one_version_exactly_one_is_applied() throws Exception {
    requires(Feature.CONDITIONAL_WRITES);
    for (int round = 0; round < rounds(ROUNDS); round++) {
      Key key = key("deleted/" + round);
      Precondition unchanged = Precondition.versionIs(write(key, "v"));
      List<DeleteResult> results = Race.of(THREADS, thread -> deleteIf(key, unchanged));
      List<DeleteResult> losers = new ArrayList<>(results);
      assertThat(losers.remove(DeleteResult.Deleted.DELETED)).isTrue();
      assertThat(losers).containsOnly(new PreconditionFailed(Optional.empty()));
      assertThat(get(key)).isEmpty();
    }
  }

  @Test
  default void of_many_unconditional_deletes_exactly_one_finds_the_value() throws Exception {
    requires(Feature.REPORTS_PREVIOUS);
    for (int round = 0; round < rounds(ROUNDS); round++) {
      Key key = key("deleted/" + round);
      write(key, "v");
      List<DeleteResult> results = Race.of(THREADS, thread -> delete(key));
      assertThat(results.stream().filter(DeleteResult.Deleted.DELETED::equals)).hasSize(1);
    }
  }

  @Test
  default void counting_by_compare_and_set_loses_no_increment() throws Exception {
    requires(Feature.CONDITIONAL_WRITES);
    int threads = 4;
    int increments = rounds(100);
    Key key = key("counter");
    write(key, "0");
    Race.of(
        threads,
        thread -> {
          for (int i = 0; i < increments; i++) {
            increment(key);
          }
          return true;
        });
    assertThat(read(key)).hasValue(Integer.toString(threads * increments));
  }

  private void increment(Key key) {
    PutResult result;
    do {
      Entry entry = get(key).orElseThrow();
      int next = 1 + Integer.parseInt(new String(entry.value().toArray(), UTF_8));
      Precondition unchanged = Precondition.versionIs(entry.metadata().version());
      result = put(Put.of(key, StoreUnderTest.text(Integer.toString(next))).when(unchanged));
    } while (!(result instanceof PutResult.Stored));
  }

  @Test
  default void concurrent_puts_all_have_their_own_version() throws Exception {
    Key key = key("k");
    List<List<Version>> versions =
        Race.of(
            THREADS,
            thread -> {
              List<Version> own = new ArrayList<>();
              for (int i = 0; i < rounds(ROUNDS); i++) {
                own.add(write(key, thread + "/" + i));
              }
              return own;
            });
    Set<Version> distinct = new HashSet<>();
    versions.forEach(distinct::addAll);
    assertThat(distinct).hasSize(THREADS * rounds(ROUNDS));
  }

  @Test
  default void a_read_has_value_and_version_of_one_and_the_same_write() throws Exception {
    assumeLinearizable();
    Key key = key("k");
    Map<Version, String> writes = new ConcurrentHashMap<>();
    Map<Version, String> reads = new ConcurrentHashMap<>();
    AtomicBoolean done = new AtomicBoolean();
    List<Callable<Boolean>> legs = new ArrayList<>();
    for (String name : List.of("one", "another")) {
      legs.add(
          () -> {
            for (int i = 0; i < rounds(10 * ROUNDS); i++) {
              String text = name + i;
              writes.put(write(key, text), text);
              if (i % 5 == 0) {
                delete(key);
              }
            }
            return done.getAndSet(true);
          });
    }
    legs.add(
        () -> {
          while (!done.get()) {
            get(key)
                .ifPresent(
                    entry ->
                        reads.put(
                            entry.metadata().version(),
                            new String(entry.value().toArray(), UTF_8)));
          }
          return true;
        });
    Race.of(legs);
    assertThat(writes).containsAllEntriesOf(reads);
  }

  @Test
  default void a_read_that_follows_a_read_does_not_see_an_older_write() throws Exception {
    assumeLinearizable();
    Key key = key("k");
    write(key, "0");
    int last = rounds(10 * ROUNDS);
    List<Callable<Boolean>> legs = new ArrayList<>();
    legs.add(
        () -> {
          for (int i = 1; i <= last; i++) {
            write(key, Integer.toString(i));
          }
          return true;
        });
    for (int reader = 0; reader < 2; reader++) {
      legs.add(
          () -> {
            int seen = 0;
            while (seen < last) {
              int now = Integer.parseInt(read(key).orElseThrow());
              assertThat(now).isGreaterThanOrEqualTo(seen);
              seen = now;
            }
            return true;
          });
    }
    Race.of(legs);
  }

  private void assumeLinearizable() {
    assumeTrue(backend().capabilities().guarantee() == Guarantee.LINEARIZABLE);
  }
}
