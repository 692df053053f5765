package kv.consistency.linearizability;

import java.util.Arrays;

/**
 * The indeterminate operations of a partition, by kind. Those of one kind are interchangeable: the
 * one called first can stand for any, since none ever returns; so a search need only count how many
 * of each kind are called and how many it has used.
 */
final class Indeterminates {

  private static final int NONE = -1;

  /** Uses by kind, packed as {@link Configurations} compares them. */
  final long[] used;

  final long[] spareBits;

  private final int[] group;
  private final int[] kinds;
  private final int[][] members;
  private final int[] called;
  private final int[] word;
  private final int[] shift;

  Indeterminates(Timeline timeline, int[] kindOf, Transitions<?, ?, ?> transitions) {
    int n = timeline.size();
    int[] groupOfKind = new int[n == 0 ? 0 : Arrays.stream(kindOf).max().getAsInt() + 1];
    Arrays.fill(groupOfKind, NONE);
    group = new int[n];
    Arrays.fill(group, NONE);
    int[] sizes = new int[n];
    int groups = 0;
    for (int k = 0; k < n; k++) {
      int kind = kindOf[k];
      if (timeline.returnAt[k] == Timeline.NEVER && !transitions.observes(kind)) {
        if (groupOfKind[kind] == NONE) {
          groupOfKind[kind] = groups++;
        }
        group[k] = groupOfKind[kind];
        sizes[group[k]]++;
      }
    }
    kinds = new int[groups];
    members = new int[groups][];
    called = new int[groups];
    word = new int[groups];
    shift = new int[groups];
    int bit = 0;
    for (int g = 0; g < groups; g++) {
      members[g] = new int[sizes[g]];
      int width = Integer.SIZE - Integer.numberOfLeadingZeros(sizes[g]) + 1;
      if (bit % Long.SIZE + width > Long.SIZE) {
        bit += Long.SIZE - bit % Long.SIZE;
      }
      word[g] = bit / Long.SIZE;
      shift[g] = bit % Long.SIZE;
      bit += width;
    }
    used = new long[(bit + Long.SIZE - 1) / Long.SIZE];
    spareBits = new long[used.length];
    for (int g = 0; g < groups; g++) {
      int width = Integer.SIZE - Integer.numberOfLeadingZeros(sizes[g]) + 1;
      spareBits[word[g]] |= 1L << (shift[g] + width - 1);
    }
    for (int k = n - 1; k >= 0; k--) {
      if (group[k] != NONE) {
        kinds[group[k]] = kindOf[k];
        members[group[k]][--sizes[group[k]]] = k;
      }
    }
  }

  int groups() {
    return kinds.length;
  }

  int kind(int g) {
    return kinds[g];
  }

  /** Whether an operation of group {@code g} is called and unused. */
  boolean isAvailable(int g) {
    return usedOf(g) < called[g];
  }

  /** Uses one of group {@code g} and returns which. */
  int use(int g) {
    int operation = members[g][usedOf(g)];
    used[word[g]] += 1L << shift[g];
    return operation;
  }

  void undoUse(int g) {
    used[word[g]] -= 1L << shift[g];
  }

  void call(int operation) {
    if (group[operation] != NONE) {
      called[group[operation]]++;
    }
  }

  void undoCall(int operation) {
    if (group[operation] != NONE) {
      called[group[operation]]--;
    }
  }

  private int usedOf(int g) {
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(members[g].length);
    return (int) (used[word[g]] >>> shift[g]) & ((1 << width) - 1);
  }
}
