package kv.consistency.transactions.graph;

import java.util.Arrays;

/**
 * One strongly connected component, renumbered: its transactions are {@code 0 .. transactions()-1},
 * then its hubs; with the edges between them in both directions.
 */
final class LocalGraph {
  private final int transactions;
  private final int[] global;
  final int[] outOffsets;
  final int[] outTargets;
  final byte[] outLabels;
  final int[] inOffsets;
  final int[] inSources;
  final byte[] inLabels;

  /**
   * @param members the component's vertices, transactions before hubs
   * @param local scratch of one integer a vertex of {@code graph}: -1, and again so afterwards
   */
  LocalGraph(DependencyGraph graph, int[] members, int[] local) {
    global = members;
    int m = members.length;
    int txns = 0;
    for (int i = 0; i < m; i++) {
      local[members[i]] = i;
      txns += graph.isHub(members[i]) ? 0 : 1;
    }
    transactions = txns;
    outOffsets = new int[m + 1];
    inOffsets = new int[m + 1];
    for (int i = 0; i < m; i++) {
      for (int e = graph.begin(members[i]); e < graph.end(members[i]); e++) {
        int j = local[graph.target(e)];
        if (j >= 0) {
          outOffsets[i + 1]++;
          inOffsets[j + 1]++;
        }
      }
    }
    for (int i = 0; i < m; i++) {
      outOffsets[i + 1] += outOffsets[i];
      inOffsets[i + 1] += inOffsets[i];
    }
    outTargets = new int[outOffsets[m]];
    outLabels = new byte[outOffsets[m]];
    inSources = new int[outOffsets[m]];
    inLabels = new byte[outOffsets[m]];
    int[] nextIn = Arrays.copyOf(inOffsets, m);
    int slot = 0;
    for (int i = 0; i < m; i++) {
      for (int e = graph.begin(members[i]); e < graph.end(members[i]); e++) {
        int j = local[graph.target(e)];
        if (j >= 0) {
          outTargets[slot] = j;
          outLabels[slot++] = graph.label(e);
          int in = nextIn[j]++;
          inSources[in] = i;
          inLabels[in] = graph.label(e);
        }
      }
    }
    for (int member : members) {
      local[member] = -1;
    }
  }

  int transactions() {
    return transactions;
  }

  int vertices() {
    return global.length;
  }

  boolean isHub(int vertex) {
    return vertex >= transactions;
  }

  /** The vertex's number in the whole graph. */
  int global(int vertex) {
    return global[vertex];
  }
}
