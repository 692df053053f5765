package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import kv.spi.Health;

/**
 * Whether the replicas of every key are enough, as far as the driver knows its nodes: it learns of
 * a lost connection at once, of a silent node by a heartbeat.
 */
final class ClusterHealth {

  private final CqlSession session;
  private final CqlIdentifier keyspace;
  private final boolean needsQuorum;

  ClusterHealth(CqlSession session, String keyspace, boolean needsQuorum) {
    this.session = session;
    this.keyspace = CqlIdentifier.fromInternal(keyspace);
    this.needsQuorum = needsQuorum;
  }

  /** Never blocks. */
  Health health() {
    Metadata metadata = session.getMetadata();
    Collection<Node> nodes = metadata.getNodes().values();
    Set<Node> down =
        nodes.stream().filter(ClusterHealth::isDown).collect(Collectors.toUnmodifiableSet());
    if (down.isEmpty()) {
      return Health.Up.UP;
    }
    boolean served =
        metadata.getTokenMap().map(map -> isServed(map, down)).orElse(down.size() < nodes.size());
    return served
        ? Health.Up.UP
        : new Health.Down(
            "%d of %d Cassandra nodes are down: some keys have no %s"
                .formatted(
                    down.size(), nodes.size(), needsQuorum ? "quorum of replicas" : "replica"));
  }

  private boolean isServed(TokenMap map, Set<Node> down) {
    for (TokenRange range : map.getTokenRanges()) {
      Set<Node> replicas = map.getReplicas(keyspace, range);
      long live = replicas.stream().filter(replica -> !down.contains(replica)).count();
      long needed = needsQuorum ? replicas.size() / 2 + 1 : 1;
      if (live < needed) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDown(Node node) {
    return node.getState() != NodeState.UP
        || (node.getDistance() == NodeDistance.LOCAL && node.getOpenConnections() == 0);
  }
}
