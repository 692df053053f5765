package kv.consistency.fault;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/** Everything killed, and everything started again. */
final class RestartFault implements Fault {
  @Override
  public String name() {
    return "restart";
  }

  @Override
  public String words() {
    return "kill -9 of every process at once, all started again";
  }

  @Override
  public Optional<String> unfit(Topology topology, Set<Role> roles) {
    return Optional.empty();
  }

  @Override
  public Optional<Injection> inject(
      Deployment deployment, Targets targets, RandomGenerator random) {
    List<ClusterNode> all = deployment.nodes().stream().filter(ClusterNode::isAlive).toList();
    all.forEach(ClusterNode::kill);
    return Optional.of(
        new ProcessInjection(
            all,
            "killed, which is everything",
            node -> !node.isAlive(),
            nodes -> deployment.bringBack(),
            new Span(500, 2_000)));
  }
}
