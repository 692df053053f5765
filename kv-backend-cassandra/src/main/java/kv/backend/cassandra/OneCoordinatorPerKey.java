package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.session.Session;
import com.datastax.oss.driver.internal.core.loadbalancing.BasicLoadBalancingPolicy;
import com.datastax.oss.driver.internal.core.util.collection.SimpleQueryPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends all statements on a key to the same one of its live replicas, from every front end.
 *
 * <p>A coordinator queues the lightweight transactions of a key, while those of several
 * coordinators undo each other's Paxos rounds. The replica is chosen by rendezvous hashing (Thaler
 * and Ravishankar, 1998), so that the keys of one that is lost are spread over the others.
 */
public final class OneCoordinatorPerKey extends BasicLoadBalancingPolicy {

  /** As the driver makes it, by name. */
  public OneCoordinatorPerKey(DriverContext context, String profile) {
    super(context, profile);
  }

  @Override
  public Queue<Node> newQueryPlan(@Nullable Request request, @Nullable Session session) {
    Queue<Node> plan = super.newQueryPlan(request, session);
    ByteBuffer key = request == null ? null : request.getRoutingKey();
    if (key == null || plan.size() < 2) {
      return plan;
    }
    Set<Node> replicas = getReplicas(request, session);
    int seed = key.hashCode();
    List<Node> first = new ArrayList<>();
    List<Node> rest = new ArrayList<>();
    for (Node node = plan.poll(); node != null; node = plan.poll()) {
      (replicas.contains(node) ? first : rest).add(node);
    }
    first.sort(Comparator.comparingInt(node -> weight(seed, node)));
    first.addAll(rest);
    return new SimpleQueryPlan(first.toArray());
  }

  private static int weight(int seed, Node node) {
    int h = seed * 0x9E3779B1 ^ Objects.hashCode(node.getHostId());
    h = (h ^ h >>> 16) * 0x85EBCA6B;
    h = (h ^ h >>> 13) * 0xC2B2AE35;
    return h ^ h >>> 16;
  }
}
