package kv.consistency.transactions.graph;

import kv.consistency.transactions.graph.Allowance.Spent;

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

  /** What the graph holds of the allowance it was built with. */
  public long bytes() {
    return Allowance.bytesOfInts(offsets.length)
        + Allowance.bytesOfInts(targets.length)
        + Allowance.bytesOfInts(0)
        + labels.length;
  }

  /** Whether any transaction precedes another. */
  public boolean relatesAny(Allowance allowance) throws Spent {
    long before = allowance.taken();
    int[] passedFor = allowance.ints(vertices());
    int[] stack = allowance.ints(vertices());
    for (int t = 0; t < transactions; t++) {
      int depth = 0;
      stack[depth++] = t;
      while (depth > 0) {
        int v = stack[--depth];
        allowance.work(1 + end(v) - begin(v));
        for (int e = begin(v); e < end(v); e++) {
          int w = targets[e];
          if (!isHub(w)) {
            if (w != t) {
              allowance.giveBackTo(before);
              return true;
            }
          } else if (passedFor[w] != t + 1) {
            passedFor[w] = t + 1;
            stack[depth++] = w;
          }
        }
      }
    }
    allowance.giveBackTo(before);
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
    private final Allowance allowance;
    private int vertices;
    private int size;
    private int[] from;
    private int[] to;
    private byte[] labels;

    public Builder(int transactions, Allowance allowance) throws Spent {
      this.transactions = transactions;
      this.allowance = allowance;
      this.vertices = transactions;
      long capacity = Math.max(16, 4L * transactions);
      this.from = allowance.ints(capacity);
      this.to = allowance.ints(capacity);
      this.labels = allowance.bytes(capacity);
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
    public void link(int transaction, int target, Relation relation) throws Spent {
      if (transaction != target) {
        append(transaction, target, relation.code());
      }
    }

    /** An edge from a hub, with a note instead of a relation. */
    public void relay(int hub, int target, int note) throws Spent {
      append(hub, target, (byte) note);
    }

    private void append(int source, int target, byte label) throws Spent {
      allowance.work(1);
      if (size == from.length) {
        long held = held();
        long capacity = (long) size + (size >> 1);
        int[] longerFrom = allowance.ints(capacity);
        int[] longerTo = allowance.ints(capacity);
        byte[] longerLabels = allowance.bytes(capacity);
        System.arraycopy(from, 0, longerFrom, 0, size);
        System.arraycopy(to, 0, longerTo, 0, size);
        System.arraycopy(labels, 0, longerLabels, 0, size);
        from = longerFrom;
        to = longerTo;
        labels = longerLabels;
        allowance.giveBack(held);
      }
      from[size] = source;
      to[size] = target;
      labels[size++] = label;
    }

    private long held() {
      return 2 * Allowance.bytesOfInts(from.length) + Allowance.bytesOfInts(0) + labels.length;
    }

    /** The graph. The builder is spent. */
    public DependencyGraph build() throws Spent {
      int[] offsets = allowance.ints(vertices + 1L);
      int[] targets = allowance.ints(size);
      byte[] sorted = allowance.bytes(size);
      long kept = allowance.taken();
      int[] next = allowance.ints(vertices);
      for (int e = 0; e < size; e++) {
        offsets[from[e] + 1]++;
      }
      for (int v = 0; v < vertices; v++) {
        offsets[v + 1] += offsets[v];
        next[v] = offsets[v];
      }
      for (int e = 0; e < size; e++) {
        allowance.work(1);
        int slot = next[from[e]]++;
        targets[slot] = to[e];
        sorted[slot] = labels[e];
      }
      allowance.giveBackTo(kept - held());
      return new DependencyGraph(transactions, offsets, targets, sorted);
    }
  }
}
