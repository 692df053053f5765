package kv.backend.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Key;
import kv.spi.KvBackendProvider.Context;
import kv.spi.ListQuery;
import kv.spi.Page;
import kv.spi.Precondition;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.Settings;
import kv.spi.Value;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * A store as Lincheck's scenarios see it: small numbers as keys and values, no versions in results
 * (they differ from order to order), and a clock that stands still but for {@link #tick}.
 *
 * <p>The clock doesn't tick within a write. A write's time to live counts from its reading of the
 * clock, which comes before the write can be seen: a listing in between, after a tick, would order
 * the write behind the tick, while its entry goes as if it came before (decision 12).
 */
final class LincheckStore {

  private final AtomicLong clock = new AtomicLong();
  private final ReentrantReadWriteLock writesAndTicks = new ReentrantReadWriteLock();
  private final Deadline deadline = Deadline.in(Duration.ofSeconds(1), () -> 0);
  private final MemoryBackend store;

  LincheckStore(Structure structure) {
    this.store = MemoryBackendProvider.create(structure, context(clock::get), new Versions("run"));
  }

  LincheckStore(Table table) {
    Context context = context(clock::get);
    this.store =
        MemoryBackendProvider.over(
            table,
            Structure.HASH,
            new ExpiryQueue(context.nanoTime()),
            context,
            new Versions("run"));
  }

  private static Context context(LongSupplier nanoTime) {
    Settings defaults = new Settings(name -> Optional.empty());
    return new Context(defaults, InstantSource.fixed(Instant.EPOCH), nanoTime, 1000);
  }

  /** Deterministic search through interleavings, of which Lincheck takes the most telling first. */
  static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .iterations(8)
        .invocationsPerIteration(40)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(1);
  }

  /** The same scenarios on real threads, at full speed. */
  static StressOptions stress() {
    return new StressOptions()
        .iterations(10)
        .invocationsPerIteration(300)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(1);
  }

  String get(int key) {
    return store.get(key(key), deadline).map(LincheckStore::text).orElse("absent");
  }

  Previous put(int key, int value) {
    return previous(putOf(key, value));
  }

  Previous putExpiring(int key, int value, int ticks) {
    return previous(putOf(key, value).expiringAfter(Duration.ofNanos(ticks)));
  }

  private Previous previous(Put put) {
    return ((PutResult.Stored) whileNoTick(() -> store.put(put, deadline))).previous();
  }

  boolean putIf(Precondition condition, int key, int value) {
    Put put = putOf(key, value).when(condition);
    return whileNoTick(() -> store.put(put, deadline)) instanceof PutResult.Stored;
  }

  /** Compare and set by version, over and over, as a client does it. */
  boolean increment(int key) {
    while (true) {
      Optional<Entry> entry = store.get(key(key), deadline);
      if (entry.isEmpty()) {
        return false;
      }
      int next = 1 + Integer.parseInt(text(entry.get()));
      if (putIf(Precondition.versionIs(entry.get().metadata().version()), key, next)) {
        return true;
      }
    }
  }

  boolean delete(int key) {
    return whileNoTick(() -> store.delete(Delete.of(key(key)), deadline))
        == DeleteResult.Deleted.DELETED;
  }

  /** One page of all keys with their values. */
  String list() {
    StringBuilder listed = new StringBuilder();
    for (Page.Listed entry :
        store.list(ListQuery.of(Bytes.EMPTY, 100).withValues(1000), deadline).entries()) {
      String value = new String(entry.value().orElseThrow().toArray(), UTF_8);
      listed.append(new String(entry.key().bytes().toArray(), UTF_8)).append('=').append(value);
    }
    return listed.toString();
  }

  void tick(int ticks) {
    Lock noWrite = writesAndTicks.writeLock();
    noWrite.lock();
    try {
      clock.addAndGet(ticks);
    } finally {
      noWrite.unlock();
    }
  }

  private <R> R whileNoTick(Supplier<R> write) {
    Lock noTick = writesAndTicks.readLock();
    noTick.lock();
    try {
      return write.get();
    } finally {
      noTick.unlock();
    }
  }

  /** What the expiry thread does. */
  void removeExpired() {
    store.removeExpired();
  }

  private static Put putOf(int key, int value) {
    return Put.of(key(key), new Value(Bytes.utf8(Integer.toString(value)), "text/plain"));
  }

  private static Key key(int key) {
    return Key.utf8("k" + key);
  }

  private static String text(Entry entry) {
    return new String(entry.value().toArray(), UTF_8);
  }
}
