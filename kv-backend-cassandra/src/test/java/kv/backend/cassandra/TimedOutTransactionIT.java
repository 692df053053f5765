package kv.backend.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import com.datastax.oss.driver.internal.core.channel.DriverChannel;
import com.datastax.oss.driver.internal.core.pool.ChannelPool;
import com.datastax.oss.driver.internal.core.session.DefaultSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraNode;
import kv.consistency.cluster.Management;
import kv.consistency.cluster.StorageProxy;
import kv.spi.Bytes;
import kv.spi.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A lightweight transaction that times out on the server ends alone. In v5 of the protocol its
 * error carries a number that the driver does not read, and it used to cost the connection: that is
 * why {@link Connection} asks for v4.
 */
@ExtendWith(FaultyCluster.class)
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class TimedOutTransactionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Bytes KEY = Bytes.utf8("key");

  /** A view of a bean that the launcher itself has no use for. */
  public interface ReadTimeout {
    Long getReadRpcTimeout();

    void setReadRpcTimeout(Long millis);
  }

  @Test
  void the_other_requests_on_its_connection_are_answered(CassandraCluster cluster)
      throws Exception {
    try (TestedStore store = TestedStore.open(cluster, "serial", "timed_out");
        CqlSession session = Connection.open(RealCluster.context(cluster, Map.of()).settings())) {
      store.store(List.of("key"), "value");
      SerialStatements statements =
          new SerialStatements(new Cql(session, PATIENCE), store.keyspace());
      Node coordinator = Replicas.asTheDriverHasIt(session, cluster.node(0)).orElseThrow();
      DriverChannel connection = connection(session, coordinator);
      long before = readTimeout(cluster.node(0), PATIENCE.toMillis());

      cluster.node(1).pause();
      cluster.node(2).pause();
      List<CompletableFuture<AsyncResultSet>> reads =
          IntStream.range(0, 20)
              .mapToObj(i -> send(session, statements.listed(KEY, false), coordinator))
              .toList();
      Value value = new Value(Bytes.utf8("other"), "text/plain");
      BoundStatement transaction =
          statements.overwrite(KEY, value, Instant.now(), UUID.randomUUID());
      CompletableFuture<AsyncResultSet> write = send(session, transaction, coordinator);

      assertThatThrownBy(write::get)
          .cause()
          .isInstanceOfSatisfying(
              WriteTimeoutException.class,
              timeout -> assertThat(timeout.getWriteType()).isEqualTo(WriteType.CAS));
      assertThat(reads).noneMatch(CompletableFuture::isDone);

      cluster.node(1).resume();
      cluster.node(2).resume();
      for (CompletableFuture<AsyncResultSet> read : reads) {
        assertThat(read.get().one()).isNotNull();
      }
      assertThat(connection(session, coordinator)).isSameAs(connection);
      readTimeout(cluster.node(0), before);
    }
  }

  private static CompletableFuture<AsyncResultSet> send(
      CqlSession session, BoundStatement statement, Node coordinator) {
    return session
        .executeAsync(statement.setTimeout(PATIENCE).setNode(coordinator))
        .toCompletableFuture();
  }

  private static DriverChannel connection(CqlSession session, Node node) {
    ChannelPool pool =
        Objects.requireNonNull(((DefaultSession) session).getPools().get(node), "a pool");
    return Objects.requireNonNull(pool.next(), "a connection");
  }

  /** Sets the node's read timeout in milliseconds; returns what it was. */
  private static long readTimeout(CassandraNode node, long millis) throws IOException {
    try (Management management = node.management()) {
      ReadTimeout bean = management.bean(StorageProxy.NAME, ReadTimeout.class);
      long before = bean.getReadRpcTimeout();
      bean.setReadRpcTimeout(millis);
      return before;
    }
  }
}
