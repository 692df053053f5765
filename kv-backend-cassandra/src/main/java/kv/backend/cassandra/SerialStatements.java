package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import kv.spi.Bytes;
import kv.spi.Value;

/**
 * All statements of {@link SerialBackend}. On {@code entry} each write is a lightweight
 * transaction, decided at SERIAL and committed on a QUORUM, and its condition names all columns of
 * {@link SerialState}, so that one that fails shows it. On {@code key_index} a row is inserted
 * once, at time stamp 1, and deleted once, at 2: no clock has a say, and a repetition changes
 * nothing.
 */
final class SerialStatements {

  /** How long a fence stays: far beyond the time in which a write in flight may still arrive. */
  private static final int FENCE_SECONDS = (int) Duration.ofDays(1).toSeconds();

  private final PreparedStatement get;
  private final PreparedStatement head;
  private final PreparedStatement state;
  private final PreparedStatement listed;
  private final PreparedStatement listedWithValue;
  private final PreparedStatement overwrite;
  private final PreparedStatement overwriteVersion;
  private final PreparedStatement replace;
  private final PreparedStatement delete;
  private final PreparedStatement fence;
  private final PreparedStatement addKey;
  private final PreparedStatement dropKey;

  SerialStatements(Cql cql, String keyspace) {
    String entries = keyspace + ".entry";
    String keys = keyspace + ".key_index";
    String metadata = "media_type, size, modified, " + SerialState.COLUMNS;
    String one = " FROM " + entries + " WHERE key = ?";
    get = read(cql, "SELECT value, " + metadata + one, DefaultConsistencyLevel.SERIAL);
    head = read(cql, "SELECT " + metadata + one, DefaultConsistencyLevel.SERIAL);
    state = read(cql, "SELECT " + SerialState.COLUMNS + one, DefaultConsistencyLevel.SERIAL);
    listed = read(cql, "SELECT " + metadata + one, DefaultConsistencyLevel.QUORUM);
    listedWithValue = read(cql, "SELECT value, " + metadata + one, DefaultConsistencyLevel.QUORUM);

    String set = " SET value = ?, media_type = ?, size = ?, modified = ?, version = ?";
    String others = " AND incarnation != ? AND fence != ?";
    String never = " AND expires = " + StoredEntry.NEVER;
    overwrite =
        decide(cql, "UPDATE " + entries + set + " WHERE key = ? IF version != ?" + others + never);
    overwriteVersion =
        decide(cql, "UPDATE " + entries + set + " WHERE key = ? IF version = ?" + others + never);
    String exactly =
        " WHERE key = ? IF version = ? AND expires = ? AND incarnation = ? AND fence = ?";
    replace =
        decide(
            cql,
            "UPDATE "
                + entries
                + " USING TTL ?"
                + set
                + ", expires = ?, incarnation = ?"
                + exactly);
    delete =
        decide(
            cql,
            "UPDATE "
                + entries
                + " USING TTL "
                + FENCE_SECONDS
                + " SET value = null, media_type = null, size = null, modified = null,"
                + " version = null, expires = null, incarnation = null, fence = ?"
                + exactly);
    fence =
        decide(
            cql,
            "UPDATE "
                + entries
                + " USING TTL "
                + FENCE_SECONDS
                + " SET fence = ? WHERE key = ? IF incarnation != ?");

    String row = "(bucket, key, incarnation, born)";
    addKey =
        plain(cql, "INSERT INTO " + keys + " " + row + " VALUES (?, ?, ?, ?) USING TIMESTAMP 1");
    dropKey =
        plain(
            cql,
            "DELETE FROM "
                + keys
                + " USING TIMESTAMP 2 WHERE bucket = ? AND key = ? AND incarnation = ?");
  }

  private static PreparedStatement read(Cql cql, String statement, ConsistencyLevel level) {
    return cql.prepare(
        SimpleStatement.newInstance(statement).setIdempotent(true).setConsistencyLevel(level));
  }

  private static PreparedStatement decide(Cql cql, String statement) {
    return cql.prepare(
        SimpleStatement.newInstance(statement)
            .setIdempotent(false)
            .setConsistencyLevel(DefaultConsistencyLevel.QUORUM)
            .setSerialConsistencyLevel(DefaultConsistencyLevel.SERIAL));
  }

  private static PreparedStatement plain(Cql cql, String statement) {
    return cql.prepare(
        SimpleStatement.newInstance(statement)
            .setIdempotent(true)
            .setConsistencyLevel(DefaultConsistencyLevel.QUORUM));
  }

  BoundStatement get(Bytes key) {
    return get.bind(key.asByteBuffer());
  }

  BoundStatement head(Bytes key) {
    return head.bind(key.asByteBuffer());
  }

  BoundStatement state(Bytes key) {
    return state.bind(key.asByteBuffer());
  }

  /** What a listing says of a key; at QUORUM, which has all that was acknowledged. */
  BoundStatement listed(Bytes key, boolean value) {
    return (value ? listedWithValue : listed).bind(key.asByteBuffer());
  }

  /** Another value for a key that has one for ever, whichever. */
  BoundStatement overwrite(Bytes key, Value value, Instant now, UUID version) {
    return overwrite(overwrite, key, value, now, version, version);
  }

  /** Another value for a key that has one for ever, of that version. */
  BoundStatement overwrite(Bytes key, Value value, Instant now, UUID version, UUID expected) {
    return overwrite(overwriteVersion, key, value, now, version, expected);
  }

  private static BoundStatement overwrite(
      PreparedStatement statement,
      Bytes key,
      Value value,
      Instant now,
      UUID version,
      UUID condition) {
    return statement.bind(
        value.bytes().asByteBuffer(),
        value.mediaType(),
        value.bytes().length(),
        now,
        version,
        key.asByteBuffer(),
        condition,
        version,
        version);
  }

  /** A value in the place of exactly {@code found}, listed by {@code incarnation}. */
  BoundStatement replace(
      Bytes key,
      Value value,
      Instant now,
      UUID version,
      long expires,
      UUID incarnation,
      SerialState found) {
    return replace.bind(
        StoredEntry.disposal(expires, now),
        value.bytes().asByteBuffer(),
        value.mediaType(),
        value.bytes().length(),
        now,
        version,
        expires,
        incarnation,
        key.asByteBuffer(),
        found.version(),
        found.version() == null ? null : found.expires(),
        found.incarnation(),
        found.fence());
  }

  /** Nothing in the place of exactly {@code found}; {@code id} is the fence it leaves. */
  BoundStatement delete(Bytes key, SerialState found, UUID id) {
    return delete.bind(
        id,
        key.asByteBuffer(),
        found.version(),
        found.expires(),
        found.incarnation(),
        found.fence());
  }

  /** Keeps writes that were begun before this from listing their key by {@code incarnation}. */
  BoundStatement fence(Bytes key, UUID incarnation, UUID id) {
    return fence.bind(id, key.asByteBuffer(), incarnation);
  }

  BoundStatement addKey(int bucket, Bytes key, UUID incarnation, Instant now) {
    return addKey.bind(bucket, key.asByteBuffer(), incarnation, now);
  }

  BoundStatement dropKey(int bucket, Bytes key, UUID incarnation) {
    return dropKey.bind(bucket, key.asByteBuffer(), incarnation);
  }
}
