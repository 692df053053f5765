package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import kv.spi.Bytes;
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
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Page;
import kv.spi.Precondition;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;

/**
 * Plain writes: of two, the one with the higher time stamp of its front end's clock stays. A write
 * goes to the entry and to its row among the keys at once, with one time stamp, so that both tables
 * keep the same one; it is acknowledged when both have it. Sending it again changes nothing, which
 * is why the driver may.
 */
final class LastWriteWinsBackend implements KvBackend {

  private static final Set<Feature> FEATURES =
      Set.copyOf(EnumSet.of(Feature.LISTING, Feature.TIME_TO_LIVE, Feature.RETENTION));

  private final Store store;
  private final Capabilities capabilities;
  private final Ids ids;
  private final InstantSource clock;
  private final long maxValueSize;
  private final AtomicLong lastTimestamp = new AtomicLong();
  private final KeyIndex<PlainKey> index;

  private final PreparedStatement get;
  private final PreparedStatement head;
  private final PreparedStatement put;
  private final PreparedStatement delete;
  private final PreparedStatement addKey;
  private final PreparedStatement dropKey;

  /** A row among the keys. */
  record PlainKey(Bytes key) implements KeyIndex.Indexed {

    static PlainKey of(Row row) {
      return new PlainKey(StoredEntry.bytes(Objects.requireNonNull(row.getByteBuffer("key"))));
    }
  }

  LastWriteWinsBackend(Store store, Mode mode, Ids ids, InstantSource clock, long maxValueSize) {
    this.store = store;
    this.ids = ids;
    this.clock = clock;
    this.maxValueSize = maxValueSize;
    ConsistencyLevel level =
        mode == Mode.EVENTUAL ? DefaultConsistencyLevel.ONE : DefaultConsistencyLevel.QUORUM;
    this.capabilities =
        new Capabilities(
            FEATURES, mode == Mode.EVENTUAL ? Guarantee.EVENTUAL : Guarantee.LAST_WRITE_WINS);
    this.index = new KeyIndex<>(store, "key", level, PlainKey::of);
    String entries = store.keyspace() + ".entry";
    String keys = store.keyspace() + ".key_index";
    String metadata = "media_type, size, modified, expires, version";
    String one = " FROM " + entries + " WHERE key = ?";
    String using = " USING TIMESTAMP ?";
    get = prepare("SELECT value, " + metadata + one, level);
    head = prepare("SELECT " + metadata + one, level);
    put =
        prepare(
            "INSERT INTO "
                + entries
                + " (key, value, "
                + metadata
                + ") VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?",
            level);
    delete = prepare("DELETE FROM " + entries + using + " WHERE key = ?", level);
    addKey =
        prepare(
            "INSERT INTO " + keys + " (bucket, key) VALUES (?, ?) USING TIMESTAMP ? AND TTL ?",
            level);
    dropKey = prepare("DELETE FROM " + keys + using + " WHERE bucket = ? AND key = ?", level);
  }

  private PreparedStatement prepare(String statement, ConsistencyLevel level) {
    return store
        .cql()
        .prepare(
            SimpleStatement.newInstance(statement).setIdempotent(true).setConsistencyLevel(level));
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    return find(get, key, deadline).map(row -> new Entry(metadata(row), StoredEntry.value(row)));
  }

  @Override
  public Optional<Metadata> head(Key key, Deadline deadline) {
    return find(head, key, deadline).map(LastWriteWinsBackend::metadata);
  }

  private Optional<Row> find(PreparedStatement statement, Key key, Deadline deadline) {
    store.refuseIfClosed();
    Row row = store.cql().read(statement.bind(key.bytes().asByteBuffer()), deadline).one();
    return Optional.ofNullable(row).filter(this::isThere);
  }

  private boolean isThere(Row row) {
    return row.getLong("expires") > clock.millis();
  }

  private static Metadata metadata(Row row) {
    return new Metadata(
        Ids.version(Objects.requireNonNull(row.getUuid("version"))),
        StoredEntry.mediaType(row),
        row.getInt("size"),
        StoredEntry.modified(row),
        StoredEntry.expires(row.getLong("expires")));
  }

  @Override
  public PutResult put(Put request, Deadline deadline) {
    store.refuseIfClosed();
    requireNoCondition(request.precondition());
    Bytes value = request.value().bytes();
    StoredEntry.requireSize(value.length(), maxValueSize);
    Instant now = clock.instant();
    long expires = StoredEntry.expiry(request.ttl(), now);
    int disposal = StoredEntry.disposal(expires, now);
    long timestamp = nextTimestamp(now);
    UUID version = ids.next();
    Bytes key = request.key().bytes();
    ByteBuffer bytes = key.asByteBuffer();
    store
        .cql()
        .writeAll(
            List.of(
                addKey.bind(store.bucketOf(key), bytes, timestamp, disposal),
                put.bind(
                    bytes,
                    value.asByteBuffer(),
                    request.value().mediaType(),
                    value.length(),
                    now,
                    expires,
                    version,
                    timestamp,
                    disposal)),
            deadline);
    return new PutResult.Stored(Ids.version(version), Previous.NOT_KNOWN);
  }

  @Override
  public DeleteResult delete(Delete request, Deadline deadline) {
    store.refuseIfClosed();
    requireNoCondition(request.precondition());
    long timestamp = nextTimestamp(clock.instant());
    Bytes key = request.key().bytes();
    store
        .cql()
        .writeAll(
            List.of(
                delete.bind(timestamp, key.asByteBuffer()),
                dropKey.bind(timestamp, store.bucketOf(key), key.asByteBuffer())),
            deadline);
    return DeleteResult.Deleted.DELETED;
  }

  private void requireNoCondition(Precondition condition) {
    if (condition != Precondition.none()) {
      throw new NotAppliedException(
          Reason.NOT_OFFERED,
          "conditional writes need kv.cassandra.mode=serial, or quorum under a lock manager");
    }
  }

  /** Microseconds of the clock, but never twice the same. */
  private long nextTimestamp(Instant now) {
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    return lastTimestamp.updateAndGet(last -> Math.max(last + 1, micros));
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    store.refuseIfClosed();
    return IndexedListing.page(
        query,
        (prefix, after, atMost) ->
            index.scan(prefix, after, atMost, deadline).stream()
                .map(row -> new Key(row.key()))
                .toList(),
        (keys, values) -> find(keys, values, deadline));
  }

  private List<Optional<Page.Listed>> find(List<Key> keys, boolean values, Deadline deadline) {
    PreparedStatement select = values ? get : head;
    List<BoundStatement> reads =
        keys.stream().map(key -> select.bind(key.bytes().asByteBuffer())).toList();
    List<AsyncResultSet> results = store.cql().readAll(reads, deadline);
    List<Optional<Page.Listed>> found = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      found.add(
          Optional.ofNullable(results.get(i).one())
              .filter(this::isThere)
              .map(
                  row ->
                      new Page.Listed(
                          key,
                          metadata(row),
                          values ? Optional.of(StoredEntry.value(row)) : Optional.empty())));
    }
    return found;
  }

  @Override
  public Health health() {
    return store.health();
  }

  @Override
  public List<Figure> figures() {
    return store.figures();
  }

  @Override
  public void close() {
    store.close();
  }
}
