package kv.consistency.transactions.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** A short cycle of a graph's transactions, whatever the relations. */
public final class VertexCycle {
  private static final int NONE = -1;

  private VertexCycle() {}

  /** The first vertices (no hubs) of a cycle of two or more of them; empty if there is none. */
  public static List<Integer> find(DependencyGraph graph) {
    Components components = Components.of(graph.offsets(), graph.targets());
    int[] members = new int[components.count()];
    for (int v = 0; v < graph.transactions(); v++) {
      if (++members[components.of(v)] == 2) {
        return through(graph, components, v);
      }
    }
    return List.of();
  }

  private static List<Integer> through(DependencyGraph graph, Components components, int start) {
    int[] parent = new int[graph.vertices()];
    Arrays.fill(parent, NONE);
    Deque<Integer> queue = new ArrayDeque<>();
    queue.add(start);
    while (!queue.isEmpty()) {
      int v = queue.remove();
      for (int e = graph.begin(v); e < graph.end(v); e++) {
        int w = graph.target(e);
        if (w == start) {
          return path(graph, parent, start, v);
        }
        if (parent[w] == NONE && components.of(w) == components.of(start)) {
          parent[w] = v;
          queue.add(w);
        }
      }
    }
    throw new IllegalStateException("no cycle in a component of two: vertex " + start);
  }

  private static List<Integer> path(DependencyGraph graph, int[] parent, int start, int last) {
    List<Integer> path = new ArrayList<>();
    for (int v = last; v != start; v = parent[v]) {
      if (!graph.isHub(v)) {
        path.add(v);
      }
    }
    path.add(start);
    Collections.reverse(path);
    return path;
  }
}
