package kv.consistency.fault;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/** SIGSTOP, and SIGCONT after a while. */
final class PauseFault implements Fault {
  @Override
  public String name() {
    return "pause";
  }

  @Override
  public String words() {
    return "SIGSTOP of some processes of one role, SIGCONT after a while";
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
    nodes.forEach(ClusterNode::pause);
    return Optional.of(
        new ProcessInjection(
            nodes,
            "stopped in the middle of what they did",
            node -> node.isAlive() && !node.isRunning(),
            ProcessInjection::resume,
            Span.USUAL));
  }
}
