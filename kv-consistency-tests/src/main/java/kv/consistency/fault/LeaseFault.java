package kv.consistency.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/**
 * A holder of locks that is stopped until its lease is over, and then goes on where it was. A front
 * end that is stopped at any moment seldom is between its read under a lock and its write, which is
 * the moment that tells; so the store, if faults may be done to it, is stopped for an instant
 * before, in which those who have a lock come to wait for it, and is let go on with their questions
 * once the front end can't hear the answers.
 */
final class LeaseFault implements Fault {
  private static final long LONGER = Duration.ofSeconds(3).toMillis();
  private static final Duration INSTANT = Duration.ofMillis(200);

  @Override
  public String name() {
    return "lease";
  }

  @Override
  public String words() {
    return "a front end stopped in the middle of its writes for longer than its lease in the lock"
        + " service, then let go on";
  }

  @Override
  public Optional<String> unfit(Topology topology, Set<Role> roles) {
    return topology.has(Role.ETCD) && roles.contains(Role.FRONT_END)
        ? Optional.empty()
        : Optional.of("it takes front ends that hold leases");
  }

  @Override
  public Optional<Injection> inject(
      Deployment deployment, Targets targets, RandomGenerator random) {
    List<ClusterNode> running = new ArrayList<>(Targets.running(deployment, Role.FRONT_END));
    if (running.isEmpty()) {
      return Optional.empty();
    }
    ClusterNode node = running.get(random.nextInt(running.size()));
    List<ClusterNode> store = storeOf(deployment, targets);
    stopWaitingForStore(node, store);
    String aimed =
        store.isEmpty() ? "" : ", right after the store for " + INSTANT.toMillis() + " ms";
    long lease = deployment.lease().orElse(Duration.ofSeconds(5)).toMillis();
    return Optional.of(
        new ProcessInjection(
            List.of(node),
            "stopped for longer than its lease" + aimed,
            each -> each.isAlive() && !each.isRunning(),
            ProcessInjection::resume,
            new Span(lease + LONGER / 2, lease + LONGER)));
  }

  private static List<ClusterNode> storeOf(Deployment deployment, Targets targets) {
    return targets.roles().contains(Role.CASSANDRA)
        ? Targets.running(deployment, Role.CASSANDRA)
        : List.of();
  }

  private static void stopWaitingForStore(ClusterNode frontEnd, List<ClusterNode> store) {
    try {
      store.forEach(ClusterNode::pause);
      if (!store.isEmpty()) {
        LockSupport.parkNanos(INSTANT.toNanos());
      }
      frontEnd.pause();
    } finally {
      ProcessInjection.resume(store);
    }
  }
}
