package kv.consistency.fault;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/** All of the lock service killed. */
final class LockServiceFault implements Fault {
  @Override
  public String name() {
    return "lock-service";
  }

  @Override
  public String words() {
    return "kill -9 of all etcd members, started again after a while";
  }

  @Override
  public Optional<String> unfit(Topology topology, Set<Role> roles) {
    return topology.has(Role.ETCD) && roles.contains(Role.ETCD)
        ? Optional.empty()
        : Optional.of("it takes a lock service");
  }

  @Override
  public Optional<Injection> inject(
      Deployment deployment, Targets targets, RandomGenerator random) {
    List<ClusterNode> members = Targets.running(deployment, Role.ETCD);
    if (members.isEmpty()) {
      return Optional.empty();
    }
    members.forEach(ClusterNode::kill);
    return Optional.of(
        new ProcessInjection(
            members,
            "killed, which is the whole lock service",
            node -> !node.isAlive(),
            ProcessInjection::startAgain,
            Span.USUAL));
  }
}
