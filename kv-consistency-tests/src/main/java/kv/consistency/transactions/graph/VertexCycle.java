package kv.consistency.transactions.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kv.consistency.transactions.graph.Allowance.Spent;

/** A short cycle of a graph's transactions, whatever the relations. */
public final class VertexCycle {
  private static final int NONE = -1;

  private VertexCycle() {}

  /** The first vertices (no hubs) of a cycle of two or more of them; empty if there is none. */
  public static List<Integer> find(DependencyGraph graph, Allowance allowance) throws Spent {
    long before = allowance.taken();
    List<Integer> found = List.of();
    Components components = Components.of(graph.offsets(), graph.targets(), allowance);
    int[] members = allowance.ints(components.count());
    for (int v = 0; v < graph.transactions() && found.isEmpty(); v++) {
      if (++members[components.of(v)] == 2) {
        found = through(graph, components, v, allowance);
      }
    }
    allowance.giveBackTo(before);
    return found;
  }

  private static List<Integer> through(
      DependencyGraph graph, Components components, int start, Allowance allowance) throws Spent {
    int[] parent = allowance.ints(graph.vertices());
    Arrays.fill(parent, NONE);
    int[] queue = allowance.ints(graph.vertices() + 1L);
    int size = 0;
    queue[size++] = start;
    for (int next = 0; next < size; next++) {
      int v = queue[next];
      allowance.work(1 + graph.end(v) - graph.begin(v));
      for (int e = graph.begin(v); e < graph.end(v); e++) {
        int w = graph.target(e);
        if (w == start) {
          return path(graph, parent, start, v);
        }
        if (parent[w] == NONE && components.of(w) == components.of(start)) {
          parent[w] = v;
          queue[size++] = w;
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
