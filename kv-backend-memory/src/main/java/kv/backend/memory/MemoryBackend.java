package kv.backend.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import kv.spi.Bytes;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider.Context;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Page;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.Version;
import org.jspecify.annotations.Nullable;

/**
 * The semantics of a store over a {@link Table}, which gives it one atomic step per key.
 *
 * <p>What is in the table is the state of the store, at every moment; so calls are as linearizable
 * as the table. Expiry does not change that, for an entry does not become absent by the passing of
 * time: it is <em>removed</em>, in an atomic step like any delete, and the clock only says from
 * when on that may be done. Whoever first meets an expired entry removes it, a reader too, before
 * it says that there is none; {@link ExpiryThread} removes those that nobody meets. (A reader that
 * merely overlooked them would be cheaper by nothing, and wrong: a put that found the entry alive
 * and is about to replace it could be followed by a read of an absence that never was.) Since each
 * call that meets an entry reads the clock after it began, it never returns one that had expired by
 * then.
 */
final class MemoryBackend implements KvBackend {

  /** Differences of nanosecond clocks are defined up to 292 years. */
  static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(100 * 365);

  private final Table table;
  private final ExpiryQueue expiry;
  private final ExpiryThread expiryThread;
  private final Capabilities capabilities;
  private final Versions versions;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final long maxValueSize;
  private final MediaTypes mediaTypes = new MediaTypes();
  private volatile boolean closed;

  MemoryBackend(
      Table table,
      ExpiryQueue expiry,
      Capabilities capabilities,
      Versions versions,
      Context context) {
    this.table = table;
    this.expiry = expiry;
    this.capabilities = capabilities;
    this.versions = versions;
    this.clock = context.clock();
    this.nanoTime = context.nanoTime();
    this.maxValueSize = context.maxValueSize();
    this.expiryThread = new ExpiryThread(expiry, this::removeExpired);
  }

  /** Has expired entries leave memory by themselves from now on. */
  void start() {
    expiryThread.start();
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    Stored stored = find(key);
    return stored == null
        ? Optional.empty()
        : Optional.of(new Entry(stored.metadata(versions), stored.value));
  }

  @Override
  public Optional<Metadata> head(Key key, Deadline deadline) {
    Stored stored = find(key);
    return stored == null ? Optional.empty() : Optional.of(stored.metadata(versions));
  }

  private @Nullable Stored find(Key key) {
    refuseIfClosed();
    Stored stored = table.get(key.bytes());
    while (stored instanceof Expiring expiring && expiring.hasExpired(nanoTime.getAsLong())) {
      remove(expiring);
      stored = table.get(key.bytes());
    }
    return stored;
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    refuseIfClosed();
    if (put.value().bytes().length() > maxValueSize) {
      throw new NotAppliedException(
          Reason.TOO_LARGE,
          "a value has at most %d bytes, not %d"
              .formatted(maxValueSize, put.value().bytes().length()));
    }
    if (put.ttl().isPresent() && put.ttl().get().compareTo(MAX_TIME_TO_LIVE) > 0) {
      throw new NotAppliedException(
          Reason.INVALID, "a time to live is at most %d days".formatted(MAX_TIME_TO_LIVE.toDays()));
    }
    PutStep step = new PutStep(put);
    table.update(put.key().bytes(), step);
    return step.result();
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    refuseIfClosed();
    DeleteStep step = new DeleteStep(delete.precondition());
    table.update(delete.key().bytes(), step);
    return step.result();
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    refuseIfClosed();
    if (!(table instanceof Table.Ordered ordered)) {
      throw new NotAppliedException(Reason.NOT_OFFERED, "only kv.memory.structure=trie lists keys");
    }
    long now = nanoTime.getAsLong();
    Optional<Page> page;
    do {
      removeExpired();
      page = ordered.list(query, now, versions);
    } while (page.isEmpty());
    return page.get();
  }

  @Override
  public Health health() {
    return closed || expiryThread.isAlive()
        ? Health.Up.UP
        : new Health.Down("expired entries no longer leave memory: their thread has died");
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.gauge(
            "memory.entries", "Entries in memory, expired ones too", (double) table.size()));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    expiryThread.close();
    table.clear();
    expiry.clear();
  }

  /** Takes out of memory all that has expired by now. */
  void removeExpired() {
    Expiring expired = expiry.pollExpired();
    while (expired != null) {
      remove(expired);
      expired = expiry.pollExpired();
    }
  }

  private void remove(Expiring expired) {
    table.update(
        expired.key,
        current -> {
          if (current != expired) {
            return current;
          }
          expiry.replace(expired, null);
          return null;
        });
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new NotAppliedException(Reason.UNAVAILABLE, "the store is closed");
    }
  }

  /** One write's atomic step; remembers how it went. */
  private abstract class WriteStep<R> implements Table.Step {

    private final Precondition precondition;
    private @Nullable R result;

    WriteStep(Precondition precondition) {
      this.precondition = precondition;
    }

    /** What is to be there in place of {@code current}, which has not expired at {@code now}. */
    abstract @Nullable Stored write(@Nullable Stored current, long now);

    abstract R failed(PreconditionFailed failure);

    @Override
    public final @Nullable Stored apply(@Nullable Stored found) {
      long now = nanoTime.getAsLong();
      Stored current = found instanceof Expiring entry && entry.hasExpired(now) ? null : found;
      Stored next;
      if (precondition == Precondition.none()) {
        next = write(current, now);
      } else {
        Optional<Version> version =
            current == null ? Optional.empty() : Optional.of(versions.of(current.write));
        if (precondition.holds(version)) {
          next = write(current, now);
        } else {
          done(failed(new PreconditionFailed(version)));
          next = current;
        }
      }
      expiry.replace(found, next);
      return next;
    }

    final void done(R outcome) {
      result = outcome;
    }

    final R result() {
      if (result == null) {
        throw new IllegalStateException("the table did not run the step");
      }
      return result;
    }
  }

  private final class PutStep extends WriteStep<PutResult> {

    private final Put put;

    PutStep(Put put) {
      super(put.precondition());
      this.put = put;
    }

    @Override
    Stored write(@Nullable Stored current, long now) {
      long write = versions.next();
      done(
          new PutResult.Stored(
              versions.of(write), current == null ? Previous.ABSENT : Previous.PRESENT));
      Bytes key = current == null ? put.key().bytes() : current.key; // the one the table has
      Bytes value = put.value().bytes();
      String mediaType = mediaTypes.shared(put.value().mediaType());
      long modified = clock.millis();
      if (put.ttl().isEmpty()) {
        return new Stored(key, value, mediaType, write, modified);
      }
      Duration ttl = put.ttl().get();
      return new Expiring(
          key, value, mediaType, write, modified, now + ttl.toNanos(), modified + ttl.toMillis());
    }

    @Override
    PutResult failed(PreconditionFailed failure) {
      return failure;
    }
  }

  private final class DeleteStep extends WriteStep<DeleteResult> {

    DeleteStep(Precondition precondition) {
      super(precondition);
    }

    @Override
    @Nullable Stored write(@Nullable Stored current, long now) {
      done(
          current == null ? DeleteResult.NothingThere.NOTHING_THERE : DeleteResult.Deleted.DELETED);
      return null;
    }

    @Override
    DeleteResult failed(PreconditionFailed failure) {
      return failure;
    }
  }
}
