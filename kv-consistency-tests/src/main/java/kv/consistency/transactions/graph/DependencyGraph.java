package kv.consistency.transactions.graph;

import java.util.Arrays;

/**
 * A directed multigraph in compressed rows. Vertices {@code 0 .. transactions-1} are transactions;
 * the rest are <em>hubs</em>, which stand for a set of edges: a path {@code a -> hub -> ... -> hub
 * -> b} is one edge from a to b, of the relation with which it leaves a. A thousand readers before
 * a thousand writers are so two thousand edges instead of a million. A path from a transaction
 * through hubs back to itself stands for nothing.
 *
 * <p>Labels: on an edge from a transaction the code of its {@link Relation}; on an edge from a hub
 * whatever its maker wants to remember.
 */
public final class DependencyGraph {
  private final int transactions;
  private final int[] offsets;
  private final int[] targets;
  private final byte[] labels;

  private DependencyGraph(int transactions, int[] offsets, int[] targets, byte[] labels) {
    this.transactions = transactions;
    this.offsets = offsets;
    this.targets = targets;
    this.labels = labels;
  }

  public int transactions() {
    return transactions;
  }

  public int vertices() {
    return offsets.length - 1;
  }

  public int edges() {
    return targets.length;
  }

  public boolean isHub(int vertex) {
    return vertex >= transactions;
  }

  /** The first of the edges that leave {@code vertex}; the last is before {@link #end}. */
  public int begin(int vertex) {
    return offsets[vertex];
  }

  public int end(int vertex) {
    return offsets[vertex + 1];
  }

  public int target(int edge) {
    return targets[edge];
  }

  public byte label(int edge) {
    return labels[edge];
  }

  /** Whether any transaction precedes another. */
  public boolean relatesAny() {
    int[] stack = new int[16];
    for (int t = 0; t < transactions; t++) {
      int depth = 0;
      int seen = 0;
      stack[depth++] = t;
      while (depth > 0) {
        int v = stack[--depth];
        for (int e = begin(v); e < end(v); e++) {
          int w = targets[e];
          if (!isHub(w)) {
            if (w != t) {
              return true;
            }
          } else if (++seen < transactions + vertices()) {
            if (depth == stack.length) {
              stack = Arrays.copyOf(stack, 2 * depth);
            }
            stack[depth++] = w;
          }
        }
      }
    }
    return false;
  }

  int[] offsets() {
    return offsets;
  }

  int[] targets() {
    return targets;
  }

  /** Collects edges in any order. */
  public static final class Builder {
    private final int transactions;
    private int vertices;
    private int size;
    private int[] from;
    private int[] to;
    private byte[] labels;

    public Builder(int transactions) {
      this.transactions = transactions;
      this.vertices = transactions;
      int capacity = Math.max(16, 4 * transactions);
      this.from = new int[capacity];
      this.to = new int[capacity];
      this.labels = new byte[capacity];
    }

    /** A new hub. */
    public int hub() {
      return vertices++;
    }

    /** Consecutive new hubs; the first of them. */
    public int hubs(int count) {
      int first = vertices;
      vertices += count;
      return first;
    }

    public int edges() {
      return size;
    }

    /** An edge from a transaction to another or to a hub; from a transaction to itself: nothing. */
    public void link(int transaction, int target, Relation relation) {
      if (transaction != target) {
        append(transaction, target, relation.code());
      }
    }

    /** An edge from a hub, with a note instead of a relation. */
    public void relay(int hub, int target, int note) {
      append(hub, target, (byte) note);
    }

    private void append(int source, int target, byte label) {
      if (size == from.length) {
        int capacity = size + (size >> 1);
        from = Arrays.copyOf(from, capacity);
        to = Arrays.copyOf(to, capacity);
        labels = Arrays.copyOf(labels, capacity);
      }
      from[size] = source;
      to[size] = target;
      labels[size++] = label;
    }

    public DependencyGraph build() {
      int[] offsets = new int[vertices + 1];
      for (int e = 0; e < size; e++) {
        offsets[from[e] + 1]++;
      }
      for (int v = 0; v < vertices; v++) {
        offsets[v + 1] += offsets[v];
      }
      int[] next = Arrays.copyOf(offsets, vertices);
      int[] targets = new int[size];
      byte[] sorted = new byte[size];
      for (int e = 0; e < size; e++) {
        int slot = next[from[e]]++;
        targets[slot] = to[e];
        sorted[slot] = labels[e];
      }
      return new DependencyGraph(transactions, offsets, targets, sorted);
    }
  }
}
