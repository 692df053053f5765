package kv.consistency.fault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.cluster.Host;
import kv.consistency.cluster.Links;
import kv.consistency.topology.Deployment;
import kv.consistency.topology.Role;
import kv.consistency.topology.Topology;

/** A fault of the links between hosts. */
abstract class NetworkFault implements Fault {

  /** The hosts that a fault chooses from, by the names of what runs there. */
  record Hosts(Links links, Map<Host, String> names) {
    List<Host> all() {
      return List.copyOf(names.keySet());
    }

    List<String> names(Set<Host> some) {
      return some.stream().map(names::get).sorted().toList();
    }
  }

  @Override
  public final boolean needsNetwork() {
    return true;
  }

  @Override
  public final Optional<String> unfit(Topology topology, Set<Role> roles) {
    long others =
        roles.stream().filter(role -> role != Role.FRONT_END && topology.has(role)).count();
    return others > 0
        ? Optional.empty()
        : Optional.of("it takes processes that talk to each other");
  }

  @Override
  public final Optional<Injection> inject(
      Deployment deployment, Targets targets, RandomGenerator random) {
    Links links = deployment.links().orElseThrow(() -> new IllegalStateException("no network"));
    return Optional.of(inject(choose(deployment, links, targets, random), random));
  }

  abstract Injection inject(Hosts hosts, RandomGenerator random);

  /** Those of all roles together, or of one with others to talk to. */
  private static Hosts choose(
      Deployment deployment, Links links, Targets targets, RandomGenerator random) {
    List<List<ClusterNode>> choices = new ArrayList<>();
    List<ClusterNode> all = new ArrayList<>();
    for (Role role : Role.values()) {
      List<ClusterNode> nodes = targets.roles().contains(role) ? deployment.nodes(role) : List.of();
      all.addAll(nodes);
      if (nodes.size() > 2 && role != Role.FRONT_END) {
        choices.add(nodes);
      }
    }
    choices.add(all);
    choices.add(all);
    Map<Host, String> names =
        choices.get(random.nextInt(choices.size())).stream()
            .collect(
                Collectors.toMap(
                    node -> deployment.host(node).orElseThrow(),
                    ClusterNode::name,
                    (a, b) -> a,
                    () -> new TreeMap<>(Comparator.comparing(Host::address))));
    return new Hosts(links, names);
  }
}
