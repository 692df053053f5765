package kv.consistency.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;

/** Chooses processes to break: of one role, mostly one, sometimes as many as leave no majority. */
public record Targets(Set<Role> roles) {
  private static final int ONE_IN = 4;

  public Targets {
    roles = Set.copyOf(roles);
  }

  /** Some processes that run; empty if none do. */
  List<ClusterNode> some(Deployment deployment, RandomGenerator random) {
    List<Role> choice =
        List.of(Role.values()).stream()
            .filter(roles::contains)
            .filter(role -> !running(deployment, role).isEmpty())
            .toList();
    if (choice.isEmpty()) {
      return List.of();
    }
    List<ClusterNode> nodes =
        new ArrayList<>(running(deployment, choice.get(random.nextInt(choice.size()))));
    Collections.shuffle(nodes, new Random(random.nextLong()));
    int many = random.nextInt(ONE_IN) == 0 ? random.nextInt(1, nodes.size() + 1) : 1;
    return List.copyOf(nodes.subList(0, many));
  }

  static List<ClusterNode> running(Deployment deployment, Role role) {
    return deployment.nodes(role).stream().filter(ClusterNode::isRunning).toList();
  }
}
