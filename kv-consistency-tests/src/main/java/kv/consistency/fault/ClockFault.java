package kv.consistency.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import kv.consistency.cluster.ClusterException;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/**
 * Wall clocks that jump by up to a minute, forwards or backwards, and back; monotonic clocks go on.
 * Not of etcd, which is written in Go and asks the kernel itself.
 */
final class ClockFault implements Fault {
  private static final long SHORTEST = Duration.ofMillis(100).toMillis();
  private static final long LONGEST = Duration.ofMinutes(1).toMillis();
  private static final Duration TOLERANCE = Duration.ofMillis(1_500);

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public String words() {
    return "wall clocks of front ends or Cassandra that jump by up to a minute, and back";
  }

  @Override
  public boolean needsClocks() {
    return true;
  }

  @Override
  public Optional<String> unfit(Topology topology, Set<Role> roles) {
    return roles.contains(Role.FRONT_END) || roles.contains(Role.CASSANDRA)
        ? Optional.empty()
        : Optional.of("etcd's clock can't be moved");
  }

  @Override
  public Optional<Injection> inject(
      Deployment deployment, Targets targets, RandomGenerator random) {
    Set<Role> movable =
        targets.roles().stream().filter(role -> role != Role.ETCD).collect(Collectors.toSet());
    List<ClusterNode> nodes = new Targets(movable).some(deployment, random);
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    Duration by =
        Duration.ofMillis(random.nextLong(SHORTEST, LONGEST) * (random.nextBoolean() ? 1 : -1));
    nodes.forEach(node -> node.moveClock(by));
    return Optional.of(
        new ProcessInjection(
            nodes,
            "with the clock moved by %,d ms".formatted(by.toMillis()),
            node -> isWrongBy(node, by),
            moved -> moved.forEach(node -> node.moveClock(Duration.ZERO)),
            Span.USUAL));
  }

  private static boolean isWrongBy(ClusterNode node, Duration by) {
    try {
      return node.clockError().minus(by).abs().compareTo(TOLERANCE) <= 0;
    } catch (ClusterException e) {
      return false; // It has ended meanwhile.
    }
  }
}
