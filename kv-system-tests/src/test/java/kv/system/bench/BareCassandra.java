package kv.system.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import kv.consistency.cluster.CassandraCluster;

/**
 * The statements that a mode sends for a GET and for a PUT of a key that has a value, and nothing
 * else: the driver as it comes, one session, each statement awaited where the store awaits it.
 */
final class BareCassandra implements AutoCloseable {

  private static final ByteBuffer VALUE =
      ByteBuffer.wrap("v".repeat(Setup.VALUE_SIZE).getBytes(UTF_8));
  private static final int BUCKETS = 16;

  private final CqlSession session;
  private final AtomicLong timestamps = new AtomicLong();

  BareCassandra(CassandraCluster cluster) {
    this.session =
        CqlSession.builder()
            .addContactPoints(cluster.contactPoints())
            .withLocalDatacenter(cluster.dataCentre())
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(15))
                    .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                    .build())
            .build();
  }

  private PreparedStatement prepare(String statement, DefaultConsistencyLevel level) {
    return session.prepare(SimpleStatement.newInstance(statement).setConsistencyLevel(level));
  }

  Loop.Clients serial(String keyspace, boolean put) {
    return put
        ? of(overwrite(keyspace))
        : of(
            read(
                "SELECT value, media_type, size, modified, version, expires, incarnation, fence",
                keyspace,
                DefaultConsistencyLevel.SERIAL));
  }

  private Call overwrite(String keyspace) {
    PreparedStatement put =
        prepare(
            "UPDATE "
                + keyspace
                + ".entry SET value = ?, media_type = ?, size = ?, modified = ?, version = ?"
                + " WHERE key = ? IF version != ? AND incarnation != ? AND fence != ?"
                + " AND expires = "
                + Long.MAX_VALUE,
            DefaultConsistencyLevel.QUORUM);
    return key -> {
      UUID version = Uuids.timeBased();
      AsyncResultSet result =
          await(
              session.executeAsync(
                  put.bind(
                      VALUE.duplicate(),
                      "text/plain",
                      Setup.VALUE_SIZE,
                      Instant.now(),
                      version,
                      bytes(key),
                      version,
                      version,
                      version)));
      return result.wasApplied();
    };
  }

  Loop.Clients plain(String keyspace, boolean put, DefaultConsistencyLevel level) {
    return put
        ? of(insert(keyspace, level))
        : of(read("SELECT value, media_type, size, modified, expires, version", keyspace, level));
  }

  private Call insert(String keyspace, DefaultConsistencyLevel level) {
    PreparedStatement entry =
        prepare(
            "INSERT INTO "
                + keyspace
                + ".entry (key, value, media_type, size, modified, expires, version)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?",
            level);
    PreparedStatement index = index(keyspace, level);
    return key -> {
      long timestamp = timestamp();
      CompletionStage<AsyncResultSet> listed =
          session.executeAsync(index.bind(bucket(key), bytes(key), timestamp, 0));
      await(
          session.executeAsync(
              entry.bind(
                  bytes(key),
                  VALUE.duplicate(),
                  "text/plain",
                  Setup.VALUE_SIZE,
                  Instant.now(),
                  Long.MAX_VALUE,
                  Uuids.timeBased(),
                  timestamp,
                  0)));
      await(listed);
      return true;
    };
  }

  /**
   * The write of a row under a lock, at QUORUM, and what the store writes beside it: the row among
   * the keys with it, and the mark, which nobody waits for.
   */
  record LockedWrites(Call row, Call listedRow, Call mark) {}

  /** In tables of their own like the store's, since these time stamps are no tokens. */
  LockedWrites lockedWrites() {
    String keyspace = "bench_bare";
    session.execute(
        "CREATE KEYSPACE IF NOT EXISTS "
            + keyspace
            + " WITH replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': 3}");
    session.execute(
        "CREATE TABLE IF NOT EXISTS "
            + keyspace
            + ".entry (key blob PRIMARY KEY, granted bigint, origin bigint, mark bigint,"
            + " value blob, media_type text, size int, modified timestamp, expires bigint)");
    session.execute(
        "CREATE TABLE IF NOT EXISTS "
            + keyspace
            + ".key_index (bucket int, key blob, PRIMARY KEY (bucket, key))");
    PreparedStatement entry =
        prepare(
            "INSERT INTO "
                + keyspace
                + ".entry (key, value, media_type, size, modified, expires, granted, origin)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?",
            DefaultConsistencyLevel.QUORUM);
    PreparedStatement index = index(keyspace, DefaultConsistencyLevel.QUORUM);
    PreparedStatement mark =
        prepare(
            "UPDATE " + keyspace + ".entry USING TIMESTAMP ? SET mark = ? WHERE key = ?",
            DefaultConsistencyLevel.QUORUM);
    return new LockedWrites(
        key -> {
          await(session.executeAsync(row(entry, key)));
          return true;
        },
        key -> {
          CompletionStage<AsyncResultSet> listed =
              session.executeAsync(index.bind(bucket(key), bytes(key), timestamp(), 0));
          await(session.executeAsync(row(entry, key)));
          await(listed);
          return true;
        },
        key -> {
          long timestamp = timestamp();
          var unused = session.executeAsync(mark.bind(timestamp, timestamp, bytes(key)));
          return true;
        });
  }

  private BoundStatement row(PreparedStatement entry, int key) {
    long timestamp = timestamp();
    return entry.bind(
        bytes(key),
        VALUE.duplicate(),
        "text/plain",
        Setup.VALUE_SIZE,
        Instant.now(),
        Long.MAX_VALUE,
        timestamp,
        timestamp,
        timestamp,
        0);
  }

  private PreparedStatement index(String keyspace, DefaultConsistencyLevel level) {
    return prepare(
        "INSERT INTO "
            + keyspace
            + ".key_index (bucket, key) VALUES (?, ?) USING TIMESTAMP ? AND TTL ?",
        level);
  }

  private Call read(String columns, String keyspace, DefaultConsistencyLevel level) {
    PreparedStatement get = prepare(columns + " FROM " + keyspace + ".entry WHERE key = ?", level);
    return key -> {
      Row row = await(session.executeAsync(get.bind(bytes(key)))).one();
      return row != null && row.getByteBuffer("value") != null;
    };
  }

  /** One call on a key; false if it found nothing or was not applied. */
  interface Call {
    boolean run(int key) throws Exception;
  }

  static Loop.Clients of(Call call) {
    return () ->
        new Loop.Client() {
          @Override
          public String call(int key) throws Exception {
            try {
              return call.run(key) ? Loop.OK : "not applied";
            } catch (ExecutionException e) {
              return String.valueOf(e.getCause());
            }
          }

          @Override
          public void close() {}
        };
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get();
  }

  private static ByteBuffer bytes(int key) {
    return ByteBuffer.wrap(Setup.key(key).getBytes(UTF_8));
  }

  private static int bucket(int key) {
    CRC32C hash = new CRC32C();
    hash.update(bytes(key));
    return (int) (hash.getValue() % BUCKETS);
  }

  private long timestamp() {
    long micros = System.currentTimeMillis() * 1000;
    return timestamps.updateAndGet(last -> Math.max(last + 1, micros));
  }

  @Override
  public void close() {
    session.close();
  }
}
