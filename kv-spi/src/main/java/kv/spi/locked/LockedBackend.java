package kv.spi.locked;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Feature;
import kv.spi.Figure;
import kv.spi.Guarantee;
import kv.spi.Health;
import kv.spi.IndexedListing;
import kv.spi.Key;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;
import kv.spi.Page;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Row;
import kv.spi.Row.Present;
import kv.spi.Row.Reading;
import kv.spi.TimestampedStore;
import kv.spi.lock.LockManager;

/**
 * A backend that is linearizable per key, of a store in which the last write wins and of a lock
 * manager: the lock service is where a write is decided, the store is where it is kept.
 *
 * <p>A lock alone would not do. Its holder may be paused past its lease and write late, and one
 * that dies halfway leaves a write that one reader sees and the next writer does not. So while a
 * write of a key is undecided, and only then, the lock service holds an intent of it. A write takes
 * the lock, which puts the intent and makes the token; writes its row, pending, with the token as
 * its time stamp; and commits: if the lock is still its own, lock and intent go in one transaction,
 * and the write is decided. A late write has a lower token than what came after, so the store
 * itself keeps it out. Whoever takes a lock and finds an intent writes again what it reads, at its
 * own token, before it tells anybody of it. A reader returns a row that is marked as committed, or
 * that was there before it found no intent, and still is; else it finishes the write itself, under
 * the lock.
 *
 * <p>The invariant: while a key has no intent, the row with the highest token on any quorum is
 * decided. {@link Holding}, {@link Reader} and {@link Writer} keep it, {@link Lives} keeps tokens
 * growing when the lock service is rebuilt, and the simulation in the tests runs them as they are
 * (docs/locks.md, docs/decisions/0070 to 0074).
 */
public final class LockedBackend implements LockingBackend {

  /** The longest time to live, far below what an instant can tell. */
  private static final Duration LONGEST = Duration.ofDays(100 * 365);

  private final TimestampedStore store;
  private final LockManager locks;
  private final InstantSource clock;
  private final long maxValueSize;
  private final Duration lockWait;
  private final Set<Feature> features;
  private final Reader reader;
  private final Writer writer;

  /**
   * @param store closed with this
   * @param locks closed with this
   * @param clock for time stamps that people read and for expiry; decides nothing else
   * @param lockWait how long writes that don't say wait for their key's lock
   */
  public LockedBackend(
      TimestampedStore store,
      LockManager locks,
      InstantSource clock,
      long maxValueSize,
      Duration lockWait) {
    this.store = store;
    this.locks = locks;
    this.clock = clock;
    this.maxValueSize = maxValueSize;
    this.lockWait = lockWait;
    this.features = new TreeSet<>(store.features());
    features.add(Feature.CONDITIONAL_WRITES);
    Lives lives = new Lives();
    Holding holding = new Holding(lives, clock);
    this.reader = new Reader(lives, holding, clock);
    this.writer = new Writer(holding, reader);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(features, Guarantee.LINEARIZABLE);
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    return read(key, reader.read(true), deadline)
        .map(row -> new Entry(metadata(row), present(row).value().orElseThrow()));
  }

  @Override
  public Optional<Metadata> head(Key key, Deadline deadline) {
    return read(key, reader.read(false), deadline).map(LockedBackend::metadata);
  }

  private Optional<Row> read(Key key, Step<Optional<Row>> step, Deadline deadline) {
    try {
      return services(key, Duration.ZERO, deadline)
          .run(step)
          .filter(row -> row.content() instanceof Present);
    } catch (OutcomeUnknownException e) {
      throw new NotAppliedException(Reason.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static Present present(Row row) {
    return (Present) row.content();
  }

  private static Metadata metadata(Row row) {
    Present present = present(row);
    return new Metadata(
        row.version(), present.mediaType(), present.size(), present.modified(), present.expires());
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    return put(put, lockWait, deadline);
  }

  @Override
  public PutResult put(Put put, Duration wait, Deadline deadline) {
    refuseIfImpossible(put);
    Ended ended =
        services(put.key(), wait, deadline).run(writer.put(put.precondition(), () -> content(put)));
    return ended instanceof Ended.Applied applied
        ? new PutResult.Stored(applied.version(), applied.previous())
        : new PreconditionFailed(((Ended.NotMet) ended).current());
  }

  private void refuseIfImpossible(Put put) {
    if (put.value().bytes().length() > maxValueSize) {
      throw new NotAppliedException(
          Reason.TOO_LARGE,
          "a value has at most %d bytes, not %d"
              .formatted(maxValueSize, put.value().bytes().length()));
    }
    if (put.ttl().isPresent() && !features.contains(Feature.TIME_TO_LIVE)) {
      throw new NotAppliedException(Reason.NOT_OFFERED, "this store keeps entries for ever");
    }
    if (put.ttl().filter(ttl -> ttl.compareTo(LONGEST) > 0).isPresent()) {
      throw new NotAppliedException(Reason.INVALID, "a time to live is at most " + LONGEST);
    }
  }

  private Row.Content content(Put put) {
    Instant now = clock.instant();
    return new Present(
        put.value().mediaType(),
        put.value().bytes().length(),
        now,
        put.ttl().map(now::plus),
        Optional.of(put.value().bytes()));
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    return delete(delete, lockWait, deadline);
  }

  @Override
  public DeleteResult delete(Delete delete, Duration wait, Deadline deadline) {
    Ended ended = services(delete.key(), wait, deadline).run(writer.delete(delete.precondition()));
    if (ended instanceof Ended.NotMet notMet) {
      return new PreconditionFailed(notMet.current());
    }
    return ended instanceof Ended.Applied
        ? DeleteResult.Deleted.DELETED
        : DeleteResult.NothingThere.NOTHING_THERE;
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    return IndexedListing.page(
        query,
        (prefix, after, atMost) -> store.keys(prefix, after, atMost, deadline),
        (keys, values) -> find(keys, values, deadline));
  }

  private List<Optional<Page.Listed>> find(List<Key> keys, boolean values, Deadline deadline) {
    List<Reading> readings = store.readAll(keys, values, deadline);
    List<Optional<Page.Listed>> found = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      found.add(
          read(key, reader.judge(readings.get(i), values), deadline)
              .map(row -> new Page.Listed(key, metadata(row), present(row).value())));
    }
    return found;
  }

  private Services services(Key key, Duration wait, Deadline deadline) {
    return new Services(store, locks, key, wait, deadline);
  }

  @Override
  public LockManager lockManager() {
    return locks;
  }

  @Override
  public Health health() {
    Health ofStore = storeHealth();
    return ofStore instanceof Health.Down ? ofStore : locks.health();
  }

  @Override
  public Health storeHealth() {
    return store.health();
  }

  @Override
  public List<Figure> figures() {
    return Stream.concat(store.figures().stream(), locks.figures().stream()).toList();
  }

  @Override
  public void close() {
    try {
      locks.close();
    } finally {
      store.close();
    }
  }
}
