package kv.backend.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraNode;

/**
 * What single replicas hold, on a cluster where each node is a replica of every key. A node that is
 * asked itself to scan a table at ONE answers from its own disk: it is the nearest replica, and
 * scans, unlike reads of one key, are not sent to a second replica where the first is slow. Nor
 * does a read at ONE repair anything.
 */
final class Replicas implements AutoCloseable {

  private final CqlSession session;

  Replicas(CassandraCluster cluster) {
    this.session = Connection.open(RealCluster.context(cluster, Map.of()).settings());
  }

  /** The values of these keys that {@code node} itself has. */
  Map<String, String> at(CassandraNode node, TestedStore store, List<String> keys) {
    Map<String, String> values = new TreeMap<>();
    keys.forEach(key -> values.put(key, TestedStore.NOTHING));
    for (Row row : scan(node, "SELECT key, value FROM %s.entry".formatted(store.keyspace()))) {
      String key = text(Objects.requireNonNull(row.getByteBuffer("key")));
      ByteBuffer value = row.getByteBuffer("value");
      if (value != null) {
        values.replace(key, text(value));
      }
    }
    return values;
  }

  /** How many rows of the index of keys {@code node} itself has. */
  int indexed(CassandraNode node, TestedStore store) {
    return scan(node, "SELECT key FROM %s.key_index".formatted(store.keyspace())).size();
  }

  /** Asks once there is a connection to the node, which may just have come back. */
  private List<Row> scan(CassandraNode node, String statement) {
    return Await.first(
        "an answer of " + node,
        () -> {
          try {
            return asTheDriverHasIt(session, node)
                .map(
                    coordinator ->
                        session
                            .execute(
                                SimpleStatement.newInstance(statement)
                                    .setConsistencyLevel(DefaultConsistencyLevel.ONE)
                                    .setTimeout(TestedStore.PLENTY)
                                    .setNode(coordinator))
                            .all());
          } catch (AllNodesFailedException e) {
            return Optional.empty();
          }
        });
  }

  /** A node as the driver has it, once it has found it. */
  static Optional<Node> asTheDriverHasIt(CqlSession session, CassandraNode wanted) {
    return session.getMetadata().getNodes().values().stream()
        .filter(
            node ->
                node.getBroadcastRpcAddress()
                    .map(InetSocketAddress::getAddress)
                    .equals(Optional.of(wanted.contactPoint().getAddress())))
        .findFirst();
  }

  private static String text(ByteBuffer bytes) {
    return UTF_8.decode(bytes).toString();
  }

  @Override
  public void close() {
    session.close();
  }
}
