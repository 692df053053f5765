package kv.http.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Version;

/**
 * A map under one lock that counts the calls it gets, so that a test can say that a request cost
 * exactly one. {@code before} runs in each call and may park it or throw.
 */
final class SampleBackend implements KvBackend {

  static final Instant WRITTEN = Instant.parse("2026-02-03T04:05:06.789Z");

  private final TreeMap<Key, Entry> entries = new TreeMap<>();
  private final List<String> calls = new ArrayList<>();
  private final Runnable before;
  private long writes;

  SampleBackend() {
    this(() -> {});
  }

  SampleBackend(Runnable before) {
    this.before = before;
  }

  /** The names of the calls so far. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  synchronized int size() {
    return entries.size();
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(EnumSet.allOf(Feature.class), Guarantee.LINEARIZABLE);
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    entered("get");
    return find(key);
  }

  @Override
  public Optional<Metadata> head(Key key, Deadline deadline) {
    entered("head");
    return find(key).map(Entry::metadata);
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    entered("put");
    synchronized (this) {
      Optional<Version> current = version(put.key());
      if (!put.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      Version version = new Version("v" + ++writes);
      Metadata metadata =
          new Metadata(
              version,
              put.value().mediaType(),
              put.value().bytes().length(),
              WRITTEN,
              put.ttl().map(WRITTEN::plus));
      entries.put(put.key(), new Entry(metadata, put.value().bytes()));
      return new PutResult.Stored(
          version, current.isPresent() ? PutResult.Previous.PRESENT : PutResult.Previous.ABSENT);
    }
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    entered("delete");
    synchronized (this) {
      Optional<Version> current = version(delete.key());
      if (!delete.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      return entries.remove(delete.key()) == null
          ? DeleteResult.NothingThere.NOTHING_THERE
          : DeleteResult.Deleted.DELETED;
    }
  }

  /** One page without groups, of all entries under the prefix. */
  @Override
  public Page list(ListQuery query, Deadline deadline) {
    entered("list");
    synchronized (this) {
      List<Page.Listed> listed = new ArrayList<>();
      entries.forEach(
          (key, entry) -> {
            Bytes bytes = key.bytes();
            if (bytes.startsWith(query.prefix())) {
              Optional<Bytes> value =
                  query.values() ? Optional.of(entry.value()) : Optional.empty();
              listed.add(new Page.Listed(key, entry.metadata(), value));
            }
          });
      return new Page(listed, List.of(), Optional.empty());
    }
  }

  @Override
  public void close() {}

  private void entered(String call) {
    synchronized (this) {
      calls.add(call);
    }
    before.run();
  }

  private synchronized Optional<Entry> find(Key key) {
    return Optional.ofNullable(entries.get(key));
  }

  private synchronized Optional<Version> version(Key key) {
    return find(key).map(entry -> entry.metadata().version());
  }
}
