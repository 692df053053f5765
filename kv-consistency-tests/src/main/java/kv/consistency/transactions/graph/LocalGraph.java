package kv.consistency.transactions.graph;

import kv.consistency.transactions.graph.Allowance.Spent;

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
   * @param local scratch of one integer a vertex of {@code graph}, all -1; the caller clears it
   */
  LocalGraph(DependencyGraph graph, int[] members, int[] local, Allowance allowance) throws Spent {
    global = members;
    int m = members.length;
    outOffsets = allowance.ints(m + 1L);
    inOffsets = allowance.ints(m + 1L);
    int txns = 0;
    for (int i = 0; i < m; i++) {
      local[members[i]] = i;
      txns += graph.isHub(members[i]) ? 0 : 1;
    }
    transactions = txns;
    for (int i = 0; i < m; i++) {
      allowance.work(1 + graph.end(members[i]) - graph.begin(members[i]));
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
    outTargets = allowance.ints(outOffsets[m]);
    outLabels = allowance.bytes(outOffsets[m]);
    inSources = allowance.ints(outOffsets[m]);
    inLabels = allowance.bytes(outOffsets[m]);
    int[] nextIn = allowance.ints(m);
    System.arraycopy(inOffsets, 0, nextIn, 0, m);
    int slot = 0;
    for (int i = 0; i < m; i++) {
      allowance.work(1 + graph.end(members[i]) - graph.begin(members[i]));
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
