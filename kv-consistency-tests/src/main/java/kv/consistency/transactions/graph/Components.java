package kv.consistency.transactions.graph;

import java.util.Arrays;
import kv.consistency.transactions.graph.Allowance.Spent;

/**
 * Strongly connected components of a graph in compressed rows: Tarjan's algorithm ("Depth-first
 * search and linear graph algorithms", 1972) with its recursion on an array, so that neither a path
 * of a million vertices nor a million components costs more than a few integers each.
 */
final class Components {
  private final int[] component;
  private final int count;

  private Components(int[] component, int count) {
    this.component = component;
    this.count = count;
  }

  /** The component of each vertex, from 0; a component's number exceeds those it can reach. */
  int of(int vertex) {
    return component[vertex];
  }

  int count() {
    return count;
  }

  /** The components; {@code allowance} then holds an integer a vertex for them. */
  static Components of(int[] offsets, int[] targets, Allowance allowance) throws Spent {
    int n = offsets.length - 1;
    int[] component = allowance.ints(n);
    long kept = allowance.taken();
    int[] low = allowance.ints(n);
    int[] edge = allowance.ints(n);
    int[] path = allowance.ints(n);
    int[] open = allowance.ints(n);
    Arrays.fill(component, -1);
    int depth = 0;
    int opened = 0;
    int visited = 0;
    int components = 0;
    for (int root = 0; root < n; root++) {
      if (low[root] != 0) {
        continue;
      }
      path[depth++] = root;
      while (depth > 0) {
        int v = path[depth - 1];
        if (low[v] == 0) {
          low[v] = ++visited;
          edge[v] = offsets[v];
          open[opened++] = v;
          // The discovery number is needed once more, when v closes: component holds it till then.
          component[v] = -1 - visited;
        }
        int e = edge[v];
        int before = e;
        int end = offsets[v + 1];
        int lowest = low[v];
        int child = -1;
        while (e < end) {
          int w = targets[e++];
          if (low[w] == 0) {
            child = w;
            e--;
            break;
          }
          if (component[w] < 0 && low[w] < lowest) {
            lowest = low[w];
          }
        }
        edge[v] = e;
        allowance.work(1 + e - before);
        low[v] = lowest;
        if (child >= 0) {
          path[depth++] = child;
          continue;
        }
        depth--;
        if (lowest == -1 - component[v]) {
          int w;
          do {
            w = open[--opened];
            component[w] = components;
          } while (w != v);
          components++;
        }
      }
    }
    allowance.giveBackTo(kept);
    return new Components(component, components);
  }
}
