package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import kv.spi.Bytes;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;

/** An open store: the connection to the cluster, and the keyspace in it. */
final class Store {

  private final CqlSession session;
  private final Cql cql;
  private final String keyspace;
  private final int buckets;
  private final ClusterHealth health;
  private final AtomicBoolean closed = new AtomicBoolean();

  Store(
      CqlSession session,
      Duration requestTimeout,
      String keyspace,
      Keyspace.Description description) {
    this.session = session;
    this.cql = new Cql(session, requestTimeout);
    this.keyspace = keyspace;
    this.buckets = description.buckets();
    this.health = new ClusterHealth(session, keyspace, description.layout() != Layout.EVENTUAL);
  }

  Cql cql() {
    return cql;
  }

  String keyspace() {
    return keyspace;
  }

  int buckets() {
    return buckets;
  }

  /** The partition, among those of the listed keys, that {@code key} is in. */
  int bucketOf(Bytes key) {
    CRC32C hash = new CRC32C();
    hash.update(key.asByteBuffer());
    return (int) (hash.getValue() % buckets);
  }

  Health health() {
    return closed.get() ? Health.Up.UP : health.health();
  }

  List<Figure> figures() {
    return closed.get() ? List.of() : health.figures();
  }

  void refuseIfClosed() {
    if (closed.get()) {
      throw new NotAppliedException(Reason.UNAVAILABLE, "the store is closed");
    }
  }

  void close() {
    if (!closed.getAndSet(true)) {
      health.close();
      session.close();
    }
  }
}
