package kv.backend.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.Key;
import kv.spi.KvBackendProvider.Context;
import kv.spi.Precondition;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Settings;
import kv.spi.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Expired entries leave memory, nothing else does, and the wall clock has no say. */
class ExpiryTest {

  private static final Duration LONG = Duration.ofDays(1000);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final AtomicLong monotonic = new AtomicLong(Long.MAX_VALUE - 5); // about to wrap around
  private final AtomicReference<Runnable> onceRead = new AtomicReference<>(() -> {});
  private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.EPOCH);
  private final Deadline soon = Deadline.in(Duration.ofSeconds(10), () -> 0);

  /** The time; right after it was read, what is planned for that moment happens, once. */
  private long nanoTime() {
    long now = monotonic.get();
    onceRead.getAndSet(() -> {}).run();
    return now;
  }

  /** A store of each structure, with its inner parts in view. */
  private final class Store {
    final ExpiryQueue queue = new ExpiryQueue(ExpiryTest.this::nanoTime);
    final Table table;
    final MemoryBackend backend;

    Store(Structure structure) {
      this.table =
          switch (structure) {
            case TRIE -> new TrieTable();
            case HASH -> new HashTable();
            case CACHE -> new CacheTable(10_000, queue);
          };
      Context context =
          new Context(
              new Settings(name -> Optional.empty()),
              wall::get,
              ExpiryTest.this::nanoTime,
              1_000_000);
      this.backend =
          MemoryBackendProvider.over(table, structure, queue, context, new Versions("run"));
    }

    void put(String key, Duration ttl) {
      backend.put(put(key).expiringAfter(ttl), soon);
    }

    Put put(String key) {
      return Put.of(Key.utf8(key), new Value(Bytes.utf8("value"), "text/plain"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_expired_entry_leaves_memory_when_it_is_met(Structure structure) {
    Store store = new Store(structure);
    store.put("k", Duration.ofNanos(10));
    monotonic.addAndGet(9);
    assertThat(store.backend.get(Key.utf8("k"), soon)).isPresent();
    monotonic.addAndGet(1);
    assertThat(store.backend.get(Key.utf8("k"), soon)).isEmpty();
    assertThat(store.table.get(Bytes.utf8("k"))).isNull();
    assertThat(store.queue.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void expired_entries_leave_memory_without_being_met_and_others_stay(Structure structure) {
    Store store = new Store(structure);
    for (int i = 1; i <= 10; i++) {
      store.put("k" + i, Duration.ofNanos(i));
    }
    store.backend.put(store.put("stays"), soon);
    monotonic.addAndGet(7);
    store.backend.removeExpired();
    assertThat(store.table.size()).isEqualTo(4);
    assertThat(store.queue.size()).isEqualTo(3);
    assertThat(store.queue.nanosToNext()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void rewriting_and_deleting_leaves_nothing_in_the_queue(Structure structure) {
    Store store = new Store(structure);
    for (int i = 0; i < 1000; i++) {
      store.put("k", LONG);
      assertThat(store.queue.size()).isEqualTo(1);
    }
    store.backend.put(store.put("k"), soon);
    assertThat(store.queue.size()).isZero();
    store.put("k", LONG);
    store.backend.delete(Delete.of(Key.utf8("k")), soon);
    assertThat(store.queue.size()).isZero();
  }

  @Test
  void what_the_cache_evicts_leaves_the_queue() {
    Store store = new Store(Structure.CACHE);
    for (int i = 0; i < 1000; i++) {
      store.put("key " + i, LONG);
    }
    assertThat(store.table.size()).isLessThan(50).isPositive();
    assertThat((long) store.queue.size()).isEqualTo(store.table.size());
  }

  @ParameterizedTest
  @EnumSource
  void a_jump_of_the_wall_clock_changes_nothing(Structure structure) {
    Store store = new Store(structure);
    store.put("k", Duration.ofHours(1));
    wall.set(Instant.EPOCH.plus(LONG));
    assertThat(store.backend.get(Key.utf8("k"), soon)).isPresent();
    wall.set(Instant.EPOCH.minus(LONG));
    monotonic.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(store.backend.get(Key.utf8("k"), soon)).isEmpty();
  }

  /** Decision 12: no read may report an absence between a put's decision and its taking effect. */
  @ParameterizedTest
  @EnumSource
  void a_read_does_not_miss_a_put_that_found_the_entry_alive(Structure structure) throws Exception {
    Store store = new Store(structure);
    store.put("k", Duration.ofNanos(10));
    CompletableFuture<Boolean> read = new CompletableFuture<>();
    onceRead.set(
        () -> {
          monotonic.addAndGet(10);
          read.completeAsync(() -> store.backend.get(Key.utf8("k"), soon).isPresent());
          awaitUnlessBlocked(read);
        });
    PutResult result = store.backend.put(store.put("k").when(Precondition.present()), soon);
    assertThat(result).isInstanceOf(PutResult.Stored.class);
    assertThat(read.get(PATIENCE, TimeUnit.NANOSECONDS)).isTrue();
  }

  /** A read that waits for the put can't end here; one that wrongly does not has all the time. */
  private static void awaitUnlessBlocked(CompletableFuture<Boolean> read) {
    try {
      read.get(200, TimeUnit.MILLISECONDS);
    } catch (TimeoutException expected) {
      assertThat(read).isNotDone();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_thread_removes_what_nobody_meets() {
    Context context =
        new Context(
            new Settings(name -> Optional.empty()), InstantSource.system(), System::nanoTime, 1000);
    ExpiryQueue queue = new ExpiryQueue(context.nanoTime());
    Table table = new HashTable();
    try (MemoryBackend backend =
        MemoryBackendProvider.over(table, Structure.HASH, queue, context, new Versions("run"))) {
      backend.start();
      Value value = new Value(Bytes.utf8("value"), "text/plain");
      backend.put(Put.of(Key.utf8("later"), value).expiringAfter(LONG), soon);
      backend.put(Put.of(Key.utf8("soon"), value).expiringAfter(Duration.ofMillis(50)), soon);
      backend.put(Put.of(Key.utf8("sooner"), value).expiringAfter(Duration.ofMillis(1)), soon);
      long start = System.nanoTime();
      while (table.size() > 1 && System.nanoTime() - start < PATIENCE) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(table.size()).isEqualTo(1);
      assertThat(queue.size()).isEqualTo(1);
    }
  }
}
