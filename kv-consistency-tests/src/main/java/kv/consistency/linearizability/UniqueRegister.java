package kv.consistency.linearizability;

import static kv.consistency.linearizability.RegisterAccesses.INITIAL;
import static kv.consistency.linearizability.RegisterAccesses.NONE;
import static kv.consistency.linearizability.RegisterAccesses.filled;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decides registers to which no value is written twice, in the time it takes to sort the events.
 *
 * <p>After Gibbons and Korach [1] and Lee and Mathur [2], extended to compare-and-set and to
 * indeterminate writes. A value is written once, so the operations that saw it are known to follow
 * its write, and all of them precede the next write: they form a <em>block</em>, contiguous in
 * every linearization. A compare-and-set ends one value's block and begins another's, so such
 * blocks join into one, in a given order of <em>stages</em>. Hence there is a linearization if and
 * only if
 *
 * <ol>
 *   <li>every value that was seen was written, by an operation that then did take effect, even an
 *       indeterminate one; no value was compared-and-set away twice; and no chain of these is a
 *       circle;
 *   <li>within a block no operation returns before one of an earlier stage is called;
 *   <li>the blocks can be put in order: with f the first return and s the last call in a block, A
 *       must precede B if f(A) &lt; s(B). Every circle of this relation contains one of length two
 *       (between the block with the least f in it and the one before). Two blocks are such a circle
 *       when both are <em>forward</em> (f &lt; s) and their zones [f, s] overlap, or when one is
 *       forward and its zone contains the [s, f] of one that is not. Blocks sorted by min(f, s), or
 *       by max(f, s), are then in order.
 * </ol>
 *
 * <p>Two kinds of observation do not fit: that a value was <em>not</em> there (a compare that
 * failed), and that the initial value was there when it is also written (absence, when there are
 * deletes). Without these the history is only easier to explain, so if it is impossible, so is the
 * whole. If it is possible, they are put into the order that was found ({@link Asides}); where that
 * fails nothing is known, and the partition is left to the {@link Search}. The same goes for
 * leaving out indeterminate writes that nobody saw, since they might explain a compare that failed.
 *
 * <p>[1] Gibbons, Korach: Testing shared memories, SIAM J. Comput. 26(4), 1997. [2] Lee, Mathur:
 * Efficient decrease-and-conquer linearizability monitoring, OOPSLA 2025.
 */
final class UniqueRegister {

  /** What came out. */
  sealed interface Outcome {}

  /** There is a linearization: operations of the timeline, in order. */
  static final class Legal implements Outcome {
    final int[] order;

    Legal(int[] order) {
      this.order = order;
    }
  }

  /** There is none, not even of these operations alone. */
  static final class Illegal implements Outcome {
    final int[] conflict;

    Illegal(int[] conflict) {
      this.conflict = conflict;
    }
  }

  /** The algorithm does not tell. */
  record Undecided() implements Outcome {}

  private static final int BEFORE_ALL = -1;

  private final Timeline timeline;
  private final RegisterAccesses accesses;
  private final int n;

  /** By value: who wrote it, who compared-and-set it away, who saw it first in the list below. */
  private final int[] writer;

  private final int[] successor;
  private final int[] seen;

  /** By operation: the next that saw the same value and left it. */
  private final int[] nextSeen;

  /**
   * By operation: whether it is known to have taken effect, and which that saw its value says so.
   */
  private final boolean[] effective;

  private final int[] evidence;

  /**
   * By the value that a block begins with: the operations that return first and are called last.
   */
  private final int[] first;

  private final int[] last;

  private int @Nullable [] conflict;

  private UniqueRegister(Timeline timeline, RegisterAccesses accesses) {
    this.timeline = timeline;
    this.accesses = accesses;
    this.n = timeline.size();
    int values = accesses.values();
    this.writer = filled(values);
    this.successor = filled(values);
    this.seen = filled(values);
    this.nextSeen = filled(n);
    this.effective = new boolean[n];
    this.evidence = filled(n);
    this.first = filled(values);
    this.last = filled(values);
  }

  static Outcome decide(Timeline timeline, RegisterAccesses accesses) {
    return new UniqueRegister(timeline, accesses).decide();
  }

  private Outcome decide() {
    findEffective();
    if (conflict == null) {
      linkValues();
    }
    int[] roots = conflict == null ? formBlocks() : new int[0];
    if (conflict == null) {
      compareZones(roots);
    }
    if (conflict != null) {
      return new Illegal(withGrounds(conflict));
    }
    for (boolean byEnd : new boolean[] {false, true}) {
      int[] order = Asides.place(timeline, accesses, effective, operations(inOrder(roots, byEnd)));
      if (order != null) {
        return new Legal(order);
      }
    }
    return new Undecided();
  }

  /** Every completed operation took effect, and whoever wrote what one of these saw. */
  private void findEffective() {
    for (int k = 0; k < n; k++) {
      if (accesses.writes[k] != NONE) {
        writer[accesses.writes[k]] = k;
      }
    }
    for (int k = 0; k < n && conflict == null; k++) {
      if (timeline.returnAt[k] != Timeline.NEVER) {
        followEvidence(k);
      }
    }
  }

  private void followEvidence(int start) {
    int k = start;
    while (!effective[k]) {
      effective[k] = true;
      int value = accesses.expects[k];
      if (value == NONE || value == INITIAL) {
        return;
      }
      if (writer[value] == NONE) {
        conflict = new int[] {k};
        return;
      }
      if (!effective[writer[value]]) {
        evidence[writer[value]] = k;
      }
      k = writer[value];
    }
  }

  private void linkValues() {
    for (int k = n - 1; k >= 0; k--) {
      int value = accesses.expects[k];
      if (effective[k] && value != NONE) {
        if (accesses.writes[k] == NONE) {
          nextSeen[k] = seen[value];
          seen[value] = k;
        } else if (successor[value] == NONE) {
          successor[value] = k;
        } else {
          conflict = new int[] {k, successor[value]};
          return;
        }
      }
    }
  }

  /** The values that blocks begin with, by their first operation's call; the initial one first. */
  private int[] formBlocks() {
    int[] roots = new int[n + 1];
    int count = 0;
    int reached = 0;
    if (seen[INITIAL] != NONE || successor[INITIAL] != NONE) {
      roots[count++] = INITIAL;
      reached += formBlock(INITIAL);
    }
    int needed = 0;
    for (int k = 0; k < n && conflict == null; k++) {
      if (effective[k] && accesses.writes[k] != NONE) {
        needed++;
        if (accesses.expects[k] == NONE) {
          roots[count++] = accesses.writes[k];
          reached += formBlock(accesses.writes[k]);
        }
      }
    }
    if (conflict == null && reached < needed) {
      conflict = circle();
    }
    return Arrays.copyOf(roots, count);
  }

  /** Finds the ends of a block, and returns how many writes are in it. */
  private int formBlock(int root) {
    int writes = 0;
    int value = root;
    while (value != NONE && conflict == null) {
      int latestBefore = last[root];
      if (writer[value] != NONE) {
        writes++;
        enter(root, writer[value], latestBefore);
        latestBefore = last[root];
      }
      for (int k = seen[value]; k != NONE && conflict == null; k = nextSeen[k]) {
        enter(root, k, latestBefore);
      }
      value = successor[value] == NONE ? NONE : accesses.writes[successor[value]];
    }
    return writes;
  }

  /** Adds an operation to a block, in whose earlier stages {@code latestBefore} is called last. */
  private void enter(int root, int k, int latestBefore) {
    if (latestBefore != NONE && timeline.returnAt[k] < timeline.callAt[latestBefore]) {
      conflict = new int[] {latestBefore, k};
    }
    if (first[root] == NONE || timeline.returnAt[k] < timeline.returnAt[first[root]]) {
      first[root] = k;
    }
    if (last[root] == NONE || timeline.callAt[k] > timeline.callAt[last[root]]) {
      last[root] = k;
    }
  }

  /** A circle of compare-and-sets, there being an effective one that no block reached. */
  private int[] circle() {
    int[] visitedBy = filled(n);
    for (int k = 0; k < n; k++) {
      int operation = k;
      while (operation != NONE && effective[operation] && visitedBy[operation] == NONE) {
        visitedBy[operation] = k;
        int value = accesses.expects[operation];
        operation = value == NONE ? NONE : writer[value];
      }
      if (operation != NONE && effective[operation] && visitedBy[operation] == k) {
        return new int[] {operation};
      }
    }
    throw new AssertionError("a compare-and-set is in no block and on no circle");
  }

  private int firstReturn(int root) {
    return root == INITIAL ? BEFORE_ALL : timeline.returnAt[first[root]];
  }

  private int lastCall(int root) {
    return timeline.callAt[last[root]];
  }

  private void compareZones(int[] roots) {
    int forward = NONE;
    for (int root : inOrder(roots, false)) {
      if (forward != NONE && firstReturn(root) < lastCall(forward)) {
        conflict = ends(forward, root);
        return;
      }
      forward = firstReturn(root) < lastCall(root) ? root : forward;
    }
  }

  /** Blocks by the beginnings, or else the ends, of their zones. */
  private int[] inOrder(int[] roots, boolean byEnd) {
    int[] rootAt = filled(timeline.events.length);
    int[] sorted = new int[roots.length];
    int count = 0;
    for (int root : roots) {
      if (root == INITIAL) {
        sorted[count++] = root;
      } else if (byEnd) {
        rootAt[Math.max(firstReturn(root), lastCall(root))] = root;
      } else {
        rootAt[Math.min(firstReturn(root), lastCall(root))] = root;
      }
    }
    for (int root : rootAt) {
      if (root != NONE) {
        sorted[count++] = root;
      }
    }
    return sorted;
  }

  /** The operations of all blocks, stage by stage. */
  private int[] operations(int[] roots) {
    int[] order = new int[n];
    int count = 0;
    for (int root : roots) {
      int value = root;
      while (value != NONE) {
        if (writer[value] != NONE) {
          order[count++] = writer[value];
        }
        for (int k = seen[value]; k != NONE; k = nextSeen[k]) {
          order[count++] = k;
        }
        value = successor[value] == NONE ? NONE : accesses.writes[successor[value]];
      }
    }
    return Arrays.copyOf(order, count);
  }

  private int[] ends(int... roots) {
    int[] ends = new int[2 * roots.length];
    for (int i = 0; i < roots.length; i++) {
      ends[2 * i] = first[roots[i]];
      ends[2 * i + 1] = last[roots[i]];
    }
    return ends;
  }

  /** The operations, all that wrote what they saw, and the evidence that these took effect. */
  private int[] withGrounds(int[] operations) {
    boolean[] member = new boolean[n];
    int[] found = new int[n];
    int count = 0;
    for (int k : operations) {
      count = find(k, member, found, count);
    }
    for (int done = 0; done < count; done++) {
      int k = found[done];
      int value = accesses.expects[k];
      count = find(value == NONE ? NONE : writer[value], member, found, count);
      boolean uncertain = timeline.returnAt[k] == Timeline.NEVER;
      count = find(uncertain ? evidence[k] : NONE, member, found, count);
    }
    int[] grounds = Arrays.copyOf(found, count);
    Arrays.sort(grounds);
    return grounds;
  }

  private static int find(int k, boolean[] member, int[] found, int count) {
    if (k == NONE || member[k]) {
      return count;
    }
    member[k] = true;
    found[count] = k;
    return count + 1;
  }
}
