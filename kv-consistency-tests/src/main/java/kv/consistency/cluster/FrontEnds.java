package kv.consistency.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Front ends of one store, each a process of its own. Its methods are for one thread at a time. */
public final class FrontEnds implements AutoCloseable {
  private final Site site;
  private final List<FrontEndNode> nodes;

  private FrontEnds(Site site, List<FrontEndNode> nodes) {
    this.site = site;
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Starts them all at once and returns once all are ready.
   *
   * @param path their own directory, emptied at the start; logs stay there after {@link #close}
   */
  public static FrontEnds start(Path path, FrontEndConfiguration configuration) {
    Site site =
        Site.take(path, configuration.hosts(), configuration.number(), List.of(FrontEndNode.PORT));
    List<FrontEndNode> nodes = new ArrayList<>();
    for (int index = 0; index < site.hosts().size(); index++) {
      String name = "kv-" + (index + 1);
      nodes.add(
          new FrontEndNode(
              name, site.hosts().get(index), site.directory().home(name), configuration));
    }
    FrontEnds all = new FrontEnds(site, nodes);
    try {
      all.startAll();
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  public List<FrontEndNode> nodes() {
    return nodes;
  }

  /** The front end with this index, counted from 0. */
  public FrontEndNode node(int index) {
    return nodes.get(index);
  }

  /** Starts those that are down, at once, and returns once all are ready. */
  public void startAll() {
    List<FrontEndNode> down = nodes.stream().filter(node -> !node.isAlive()).toList();
    down.forEach(ClusterNode::launch);
    down.forEach(ClusterNode::awaitServing);
  }

  /** Stops all in good order. */
  public void stopAll() {
    List<FrontEndNode> alive = nodes.stream().filter(ClusterNode::isAlive).toList();
    alive.forEach(ClusterNode::terminate);
    alive.forEach(ClusterNode::awaitEnd);
  }

  /** Kills all. */
  @Override
  public void close() {
    nodes.forEach(ClusterNode::close);
    site.close();
  }
}
