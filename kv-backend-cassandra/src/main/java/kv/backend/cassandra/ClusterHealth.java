package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import com.datastax.oss.driver.internal.core.context.InternalDriverContext;
import com.datastax.oss.driver.internal.core.pool.ChannelPool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kv.spi.Figure;
import kv.spi.Health;

/**
 * Whether the replicas of every key are enough, as far as the nodes are known: the driver learns of
 * a lost connection at once, {@link NodeProbes} of a silent node within two seconds.
 */
final class ClusterHealth implements AutoCloseable {

  private final CqlSession session;
  private final CqlIdentifier keyspace;
  private final boolean needsQuorum;
  private final NodeProbes probes;

  ClusterHealth(CqlSession session, String keyspace, boolean needsQuorum) {
    this.session = session;
    this.keyspace = CqlIdentifier.fromInternal(keyspace);
    this.needsQuorum = needsQuorum;
    this.probes = new NodeProbes(session);
    probes.start();
  }

  /** Never blocks. */
  Health health() {
    Metadata metadata = session.getMetadata();
    Collection<Node> nodes = metadata.getNodes().values();
    Set<Node> down = nodes.stream().filter(this::isDown).collect(Collectors.toUnmodifiableSet());
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

  private boolean isDown(Node node) {
    return node.getState() != NodeState.UP
        || probes.isSilent(node)
        || (node.getDistance() == NodeDistance.LOCAL && node.getOpenConnections() == 0);
  }

  /** How each node is, and what is under way to it. */
  List<Figure> figures() {
    Map<Node, ChannelPool> pools =
        ((InternalDriverContext) session.getContext()).getPoolManager().getPools();
    List<Figure> figures = new ArrayList<>();
    for (Node node : session.getMetadata().getNodes().values()) {
      ChannelPool pool = pools.get(node);
      figures.add(of(node, "cassandra.node.up", "1 while the node answers", isDown(node) ? 0 : 1));
      figures.add(
          of(
              node,
              "cassandra.connections",
              "Connections open to the node",
              node.getOpenConnections()));
      figures.add(
          of(
              node,
              "cassandra.in-flight",
              "Requests that the node has not answered yet",
              pool == null ? 0 : pool.getInFlight()));
      figures.add(
          of(
              node,
              "cassandra.free-stream-ids",
              "Requests that could be sent to the node beside those in flight",
              pool == null ? 0 : pool.getAvailableIds()));
    }
    return figures;
  }

  private static Figure of(Node node, String name, String description, double value) {
    return Figure.gauge(name, description, value).with("node", node.getEndPoint().toString());
  }

  @Override
  public void close() {
    probes.close();
  }
}
