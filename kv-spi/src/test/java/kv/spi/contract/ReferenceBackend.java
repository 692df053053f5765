package kv.spi.contract;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import kv.spi.Bytes;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Feature;
import kv.spi.Guarantee;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider.Context;
import kv.spi.ListQuery;
import kv.spi.ListQuery.Position;
import kv.spi.Metadata;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Page;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.Version;

/**
 * The contract in its plainest form, every call under one lock: what a first backend may look like,
 * and what {@link ContractBitesTest} plants its faults in. It forgets expired entries only when
 * they are met, so it is nothing to run for long.
 */
class ReferenceBackend implements KvBackend {

  /** The longest time that differences of a nanosecond clock can tell, rounded down. */
  private static final Duration LONGEST = Duration.ofDays(100 * 365);

  /** An entry and when it expires by the monotonic clock, empty for never. */
  record Kept(Entry entry, Optional<Long> deadline) {}

  protected final TreeMap<Key, Kept> entries = new TreeMap<>();
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final long maxValueSize;
  private final String run = Long.toHexString(System.nanoTime()) + "." + hashCode() + ".";
  private long writes;
  private boolean closed;

  ReferenceBackend(Context context) {
    this.clock = context.clock();
    this.nanoTime = context.nanoTime();
    this.maxValueSize = context.maxValueSize();
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(EnumSet.allOf(Feature.class), Guarantee.LINEARIZABLE);
  }

  @Override
  public synchronized Optional<Entry> get(Key key, Deadline deadline) {
    refuseIfClosed();
    Kept kept = entries.get(key);
    if (kept != null && hasExpired(kept)) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.ofNullable(kept).map(Kept::entry);
  }

  @Override
  public synchronized PutResult put(Put put, Deadline deadline) {
    refuseIfClosed();
    int size = put.value().bytes().length();
    if (size > maxValueSize) {
      throw new NotAppliedException(
          Reason.TOO_LARGE, "a value has at most %d bytes, not %d".formatted(maxValueSize, size));
    }
    if (put.ttl().isPresent() && put.ttl().get().compareTo(LONGEST) > 0) {
      throw new NotAppliedException(Reason.INVALID, "a time to live is at most " + LONGEST);
    }
    Optional<Version> current = versionOf(put.key(), deadline);
    if (!put.precondition().holds(current)) {
      return new PreconditionFailed(current);
    }
    Version version = nextVersion(put.key());
    Instant now = clock.instant();
    Metadata metadata =
        new Metadata(version, put.value().mediaType(), size, now, put.ttl().map(now::plus));
    Optional<Long> expiry = put.ttl().map(ttl -> nanoTime.getAsLong() + ttl.toNanos());
    entries.put(put.key(), new Kept(new Entry(metadata, put.value().bytes()), expiry));
    return new PutResult.Stored(version, current.isEmpty() ? Previous.ABSENT : Previous.PRESENT);
  }

  @Override
  public synchronized DeleteResult delete(Delete delete, Deadline deadline) {
    refuseIfClosed();
    Optional<Version> current = versionOf(delete.key(), deadline);
    if (!delete.precondition().holds(current)) {
      return new PreconditionFailed(current);
    }
    return entries.remove(delete.key()) == null
        ? DeleteResult.NothingThere.NOTHING_THERE
        : DeleteResult.Deleted.DELETED;
  }

  @Override
  public synchronized Page list(ListQuery query, Deadline deadline) {
    refuseIfClosed();
    entries.values().removeIf(this::hasExpired);
    List<Page.Listed> listed = new ArrayList<>();
    List<Bytes> groups = new ArrayList<>();
    Optional<Position> last = query.after();
    long valueBytes = 0;
    for (Key key : order()) {
      Kept kept = entries.get(key);
      if (kept == null
          || !key.bytes().startsWith(query.prefix())
          || (last.isPresent() && last.get().isPast(key.bytes()))) {
        continue;
      }
      long size = kept.entry().metadata().size();
      boolean full = query.values() && valueBytes + size > query.maxValueBytes();
      if (listed.size() + groups.size() == query.limit() || (full && !listed.isEmpty())) {
        return new Page(listed, groups, last);
      }
      Optional<Bytes> group = query.groupOf(key.bytes());
      if (group.isPresent()) {
        groups.add(group.get());
        last = Optional.of(new Position(group.get(), true));
      } else {
        valueBytes += size;
        Optional<Bytes> value =
            query.values() ? Optional.of(kept.entry().value()) : Optional.empty();
        listed.add(new Page.Listed(key, kept.entry().metadata(), value));
        last = Optional.of(new Position(key.bytes(), false));
      }
    }
    return new Page(listed, groups, Optional.empty());
  }

  @Override
  public synchronized void close() {
    closed = true;
    entries.clear();
  }

  /** The keys in the order in which they are listed. */
  protected Iterable<Key> order() {
    return entries.keySet();
  }

  protected Version nextVersion(Key key) {
    return new Version(run + ++writes);
  }

  protected boolean hasExpired(Kept kept) {
    return kept.deadline().isPresent() && kept.deadline().get() - nanoTime.getAsLong() <= 0;
  }

  protected Optional<Version> versionOf(Key key, Deadline deadline) {
    return get(key, deadline).map(entry -> entry.metadata().version());
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new NotAppliedException(Reason.UNAVAILABLE, "the store is closed");
    }
  }
}
