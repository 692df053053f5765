package kv.consistency.transactions.graph;

import kv.consistency.transactions.graph.Allowance.Spent;

/**
 * The paths through a component that cycles of one kind may take, as a graph of states. Where
 * anti-dependencies must not follow each other every vertex has two states, arrived at by an
 * anti-dependency ({@code vertex + vertices}) or not ({@code vertex}), and only the second may
 * leave by one: so a cycle of states is a cycle without adjacent anti-dependencies, and plain
 * component and breadth-first searches decide what would otherwise need a search over paths. Hubs
 * keep the state in which they were entered.
 */
final class PathGraph {
  private final int vertices;
  private final boolean doubled;
  final int[] offsets;
  final int[] targets;

  private PathGraph(int vertices, boolean doubled, int[] offsets, int[] targets) {
    this.vertices = vertices;
    this.doubled = doubled;
    this.offsets = offsets;
    this.targets = targets;
  }

  /** Only the relations in {@code mask}, any number of times. */
  static PathGraph freely(LocalGraph graph, int mask, Allowance allowance) throws Spent {
    return of(graph, mask, false, allowance);
  }

  /** The relations in {@code mask}, and anti-dependencies where the edge before was none. */
  static PathGraph nonadjacent(LocalGraph graph, int mask, Allowance allowance) throws Spent {
    return of(graph, mask, true, allowance);
  }

  private static PathGraph of(LocalGraph graph, int mask, boolean doubled, Allowance allowance)
      throws Spent {
    int n = graph.vertices();
    int[] offsets = allowance.ints((doubled ? 2L * n : n) + 1);
    int[] targets = allowance.ints(graph.outTargets.length * (doubled ? 2L : 1));
    int size = 0;
    for (int v = 0; v < n; v++) {
      allowance.work(1 + graph.outOffsets[v + 1] - graph.outOffsets[v]);
      for (int e = graph.outOffsets[v]; e < graph.outOffsets[v + 1]; e++) {
        if (graph.isHub(v) || (mask >> graph.outLabels[e] & 1) != 0) {
          targets[size++] = graph.outTargets[e];
        } else if (doubled && graph.outLabels[e] == Relation.RW.code()) {
          targets[size++] = graph.outTargets[e] + n;
        }
      }
      offsets[v + 1] = size;
    }
    for (int v = 0; doubled && v < n; v++) {
      allowance.work(1 + graph.outOffsets[v + 1] - graph.outOffsets[v]);
      for (int e = graph.outOffsets[v]; e < graph.outOffsets[v + 1]; e++) {
        if (graph.isHub(v)) {
          targets[size++] = graph.outTargets[e] + n;
        } else if ((mask >> graph.outLabels[e] & 1) != 0) {
          targets[size++] = graph.outTargets[e];
        }
      }
      offsets[n + v + 1] = size;
    }
    return new PathGraph(n, doubled, offsets, targets);
  }

  int states() {
    return offsets.length - 1;
  }

  int vertex(int state) {
    return state < vertices ? state : state - vertices;
  }

  /** Whether only an anti-dependency leads to the state, where that makes a difference. */
  boolean isAfterAntiDependency(int state) {
    return state >= vertices;
  }

  /** The state after an edge of the given relation that leads to {@code vertex}. */
  int state(int vertex, Relation relation) {
    return doubled && relation == Relation.RW ? vertex + vertices : vertex;
  }
}
