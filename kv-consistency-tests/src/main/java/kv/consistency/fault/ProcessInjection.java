package kv.consistency.fault;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import kv.consistency.cluster.ClusterNode;
import kv.consistency.fault.Fault.Injection;
import kv.consistency.fault.Fault.Span;

/** Something done to some processes. */
record ProcessInjection(
    List<ClusterNode> nodes,
    String what,
    Predicate<ClusterNode> effect,
    Consumer<List<ClusterNode>> undo,
    Span span)
    implements Injection {

  @Override
  public List<String> on() {
    return nodes.stream().map(ClusterNode::name).sorted().toList();
  }

  @Override
  public String words() {
    return on().stream().collect(Collectors.joining(", ")) + " " + what;
  }

  @Override
  public boolean tookEffect() {
    return nodes.stream().allMatch(effect);
  }

  @Override
  public void heal() {
    undo.accept(nodes);
  }

  /** Starts those that are down at once, and returns once all serve. */
  static void startAgain(List<ClusterNode> nodes) {
    List<ClusterNode> down = nodes.stream().filter(node -> !node.isAlive()).toList();
    down.forEach(ClusterNode::launch);
    down.forEach(ClusterNode::awaitServing);
  }

  static void resume(List<ClusterNode> nodes) {
    nodes.stream().filter(node -> node.isAlive() && !node.isRunning()).forEach(ClusterNode::resume);
  }
}
