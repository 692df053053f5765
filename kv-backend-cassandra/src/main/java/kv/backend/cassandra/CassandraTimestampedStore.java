package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import kv.backend.cassandra.LastWriteWinsBackend.PlainKey;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Feature;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.ListQuery.Position;
import kv.spi.Row;
import kv.spi.Row.Content;
import kv.spi.Row.Deleted;
import kv.spi.Row.Present;
import kv.spi.Row.Reading;
import kv.spi.TimestampedStore;
import kv.spi.Token;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows whose time stamps are tokens of a lock service, at QUORUM both ways with blocking read
 * repair. All cells of a row have its token as their time stamp, its row among the keys too, and
 * the mark has the token that it carries; so the highest token wins everywhere, whenever what
 * arrives.
 */
final class CassandraTimestampedStore implements TimestampedStore {

  private static final Logger LOG = LoggerFactory.getLogger(CassandraTimestampedStore.class);

  private static final Set<Feature> FEATURES =
      Set.copyOf(EnumSet.of(Feature.LISTING, Feature.TIME_TO_LIVE, Feature.RETENTION));

  private final Store store;
  private final InstantSource clock;
  private final long maxValueSize;
  private final Epochs epochs;
  private final KeyIndex<PlainKey> index;

  private final PreparedStatement read;
  private final PreparedStatement readValue;
  private final PreparedStatement write;
  private final PreparedStatement mark;
  private final PreparedStatement remove;
  private final PreparedStatement addKey;
  private final PreparedStatement dropKey;

  CassandraTimestampedStore(Store store, InstantSource clock, long maxValueSize) {
    this.store = store;
    this.clock = clock;
    this.maxValueSize = maxValueSize;
    this.epochs = new Epochs(store);
    this.index = new KeyIndex<>(store, "key", DefaultConsistencyLevel.QUORUM, PlainKey::of);
    String entries = store.keyspace() + ".entry";
    String keys = store.keyspace() + ".key_index";
    String columns = "media_type, size, modified, expires, granted, origin";
    String one = " FROM " + entries + " WHERE key = ?";
    String using = " USING TIMESTAMP ?";
    read = prepare("SELECT " + columns + ", mark" + one);
    readValue = prepare("SELECT value, " + columns + ", mark" + one);
    write =
        prepare(
            "INSERT INTO "
                + entries
                + " (key, value, "
                + columns
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
    mark = prepare("UPDATE " + entries + using + " SET mark = ? WHERE key = ?");
    remove = prepare("DELETE FROM " + entries + using + " WHERE key = ?");
    addKey =
        prepare("INSERT INTO " + keys + " (bucket, key) VALUES (?, ?) USING TIMESTAMP ? AND TTL ?");
    dropKey = prepare("DELETE FROM " + keys + using + " WHERE bucket = ? AND key = ?");
  }

  private PreparedStatement prepare(String statement) {
    return store
        .cql()
        .prepare(
            SimpleStatement.newInstance(statement)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.QUORUM));
  }

  @Override
  public Set<Feature> features() {
    return FEATURES;
  }

  @Override
  public Reading read(Key key, boolean values, Deadline deadline) {
    return readAll(List.of(key), values, deadline).get(0);
  }

  @Override
  public List<Reading> readAll(List<Key> keys, boolean values, Deadline deadline) {
    store.refuseIfClosed();
    PreparedStatement select = values ? readValue : read;
    List<BoundStatement> reads =
        keys.stream().map(key -> select.bind(key.bytes().asByteBuffer())).toList();
    return store.cql().readAll(reads, deadline).stream()
        .map(result -> reading(result, values))
        .toList();
  }

  /** A mark without a row is what is left of a row that Cassandra disposed of. */
  private static Reading reading(AsyncResultSet result, boolean values) {
    com.datastax.oss.driver.api.core.cql.Row found = result.one();
    if (found == null || found.isNull("granted")) {
      return Reading.NOTHING;
    }
    Token token = Token.ofTimestamp(found.getLong("granted"));
    Token origin = Token.ofTimestamp(found.getLong("origin"));
    Optional<Token> mark =
        found.isNull("mark")
            ? Optional.empty()
            : Optional.of(Token.ofTimestamp(found.getLong("mark")));
    return new Reading(Optional.of(new Row(token, origin, content(found, values))), mark);
  }

  private static Content content(com.datastax.oss.driver.api.core.cql.Row found, boolean values) {
    if (found.isNull("media_type")) {
      return Deleted.DELETED;
    }
    return new Present(
        StoredEntry.mediaType(found),
        found.getInt("size"),
        StoredEntry.modified(found),
        StoredEntry.expires(found.getLong("expires")),
        values ? Optional.of(StoredEntry.value(found)) : Optional.empty());
  }

  @Override
  public List<Key> keys(Bytes prefix, Optional<Position> after, int atMost, Deadline deadline) {
    store.refuseIfClosed();
    return index.scan(prefix, after, atMost, deadline).stream()
        .map(row -> new Key(row.key()))
        .toList();
  }

  @Override
  public void write(Key key, Row row, Deadline deadline) {
    store.refuseIfClosed();
    ByteBuffer bytes = key.bytes().asByteBuffer();
    long timestamp = row.token().timestamp();
    Instant now = clock.instant();
    BoundStatement entry;
    int disposal = 0;
    if (row.content() instanceof Present present) {
      Bytes value =
          Objects.requireNonNull(present.value().orElse(null), "a row to write has its value");
      StoredEntry.requireSize(value.length(), maxValueSize);
      long expires = present.expires().map(Instant::toEpochMilli).orElse(StoredEntry.NEVER);
      disposal = StoredEntry.disposal(expires, now);
      entry =
          write.bind(
              bytes,
              value.asByteBuffer(),
              present.mediaType(),
              value.length(),
              present.modified(),
              expires,
              timestamp,
              row.origin().timestamp(),
              timestamp,
              disposal);
    } else {
      entry =
          write.bind(
              bytes,
              null,
              null,
              null,
              null,
              null,
              timestamp,
              row.origin().timestamp(),
              timestamp,
              disposal);
    }
    BoundStatement listed = addKey.bind(store.bucketOf(key.bytes()), bytes, timestamp, disposal);
    store.cql().writeAll(List.of(listed, entry), deadline);
  }

  @Override
  public void mark(Key key, Token token) {
    long timestamp = token.timestamp();
    unawaited(mark.bind(timestamp, timestamp, key.bytes().asByteBuffer()));
  }

  @Override
  public void remove(Key key, Token token) {
    ByteBuffer bytes = key.bytes().asByteBuffer();
    unawaited(remove.bind(token.timestamp(), bytes));
    unawaited(dropKey.bind(token.timestamp(), store.bucketOf(key.bytes()), bytes));
  }

  private void unawaited(BoundStatement statement) {
    store
        .cql()
        .sendUnawaited(statement)
        .whenComplete(
            (result, error) -> {
              if (error != null) {
                LOG.debug("not done, which the next reader makes up for", error);
              }
            });
  }

  @Override
  public OptionalLong epoch(String identity, Deadline deadline) {
    store.refuseIfClosed();
    return epochs.of(identity, deadline);
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
