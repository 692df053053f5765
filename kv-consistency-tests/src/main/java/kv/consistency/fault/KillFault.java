package kv.consistency.fault;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/** SIGKILL, and a start after a while. */
final class KillFault implements Fault {
  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String words() {
    return "kill -9 of some processes of one role, started again after a while";
  }

  @Override
  public Optional<String> unfit(Topology topology, Set<Role> roles) {
    return Optional.empty();
  }

  @Override
  public Optional<Injection> inject(
      Deployment deployment, Targets targets, RandomGenerator random) {
    List<ClusterNode> nodes = targets.some(deployment, random);
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    nodes.forEach(ClusterNode::kill);
    return Optional.of(
        new ProcessInjection(
            nodes,
            "killed",
            node -> !node.isAlive(),
            ProcessInjection::startAgain,
            new Span(500, 6_000)));
  }
}
