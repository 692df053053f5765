package kv.spi.contract;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
import kv.spi.Metadata;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Page;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.Version;

/** The sample of docs/writing-a-backend.md: a hash map that neither lists nor expires. */
// sample: backend
public final class MapBackend implements KvBackend {

  private final Map<Key, Entry> entries = new HashMap<>();
  private final InstantSource clock;
  private final long maxValueSize;
  private final String run = UUID.randomUUID().toString();
  private long writes;
  private boolean closed;

  public MapBackend(Context context) {
    this.clock = context.clock();
    this.maxValueSize = context.maxValueSize();
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        EnumSet.of(Feature.CONDITIONAL_WRITES, Feature.RETENTION, Feature.REPORTS_PREVIOUS),
        Guarantee.LINEARIZABLE);
  }

  @Override
  public synchronized Optional<Entry> get(Key key, Deadline deadline) {
    refuse(closed, Reason.UNAVAILABLE, "the store is closed");
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public synchronized PutResult put(Put put, Deadline deadline) {
    refuse(closed, Reason.UNAVAILABLE, "the store is closed");
    refuse(put.ttl().isPresent(), Reason.NOT_OFFERED, "this store keeps entries for ever");
    int size = put.value().bytes().length();
    refuse(size > maxValueSize, Reason.TOO_LARGE, "a value has at most " + maxValueSize + " bytes");

    Optional<Version> found = versionOf(put.key());
    if (!put.precondition().holds(found)) {
      return new PreconditionFailed(found);
    }
    Version version = new Version(run + "." + ++writes);
    String mediaType = put.value().mediaType();
    Metadata metadata = new Metadata(version, mediaType, size, clock.instant(), Optional.empty());
    entries.put(put.key(), new Entry(metadata, put.value().bytes()));
    return new PutResult.Stored(version, found.isPresent() ? Previous.PRESENT : Previous.ABSENT);
  }

  @Override
  public synchronized DeleteResult delete(Delete delete, Deadline deadline) {
    refuse(closed, Reason.UNAVAILABLE, "the store is closed");
    Optional<Version> found = versionOf(delete.key());
    if (!delete.precondition().holds(found)) {
      return new PreconditionFailed(found);
    }
    return entries.remove(delete.key()) == null
        ? DeleteResult.NothingThere.NOTHING_THERE
        : DeleteResult.Deleted.DELETED;
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    throw new NotAppliedException(Reason.NOT_OFFERED, "a hash map has no order to list keys in");
  }

  @Override
  public synchronized void close() {
    closed = true;
    entries.clear();
  }

  private Optional<Version> versionOf(Key key) {
    return Optional.ofNullable(entries.get(key)).map(entry -> entry.metadata().version());
  }

  private static void refuse(boolean condition, Reason reason, String message) {
    if (condition) {
      throw new NotAppliedException(reason, message);
    }
  }
}
// end of sample
