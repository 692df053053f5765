package kv.http.call;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Feature;
import kv.spi.Guarantee;
import kv.spi.IndexedListing;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.ListQuery.Position;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Version;

/** Lists some keys, and counts those that it looked at for it. */
final class KeysBackend implements KvBackend {

  static final int VALUE_SIZE = 4;
  static final Deadline DEADLINE = Deadline.in(Duration.ofMinutes(1), System::nanoTime);

  private static final Metadata METADATA =
      new Metadata(new Version("1"), "x/y", VALUE_SIZE, Instant.EPOCH, Optional.empty());

  private final NavigableSet<Bytes> keys;
  private int looked;

  KeysBackend(NavigableSet<Bytes> keys) {
    this.keys = keys;
  }

  int looked() {
    return looked;
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    return IndexedListing.page(query, this::keys, this::find);
  }

  private List<Key> keys(Bytes prefix, Optional<Position> after, int atMost) {
    List<Key> found = new ArrayList<>();
    for (Bytes key : keys.tailSet(prefix)) {
      if (found.size() == atMost || !key.startsWith(prefix)) {
        break;
      }
      if (after.isEmpty() || !after.get().isPast(key)) {
        found.add(new Key(key));
      }
    }
    looked += found.size();
    return found;
  }

  private List<Optional<Page.Listed>> find(List<Key> listed, boolean values) {
    Optional<Bytes> value =
        values ? Optional.of(Bytes.wrap(new byte[VALUE_SIZE])) : Optional.empty();
    return listed.stream().map(key -> Optional.of(new Page.Listed(key, METADATA, value))).toList();
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(EnumSet.of(Feature.LISTING), Guarantee.LINEARIZABLE);
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
