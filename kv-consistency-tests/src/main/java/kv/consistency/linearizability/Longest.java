package kv.consistency.linearizability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sequences of steps with which a search came furthest before it had to go back: one for each
 * of the first few states in which it was stuck there. Copies only what changed since the last
 * copy.
 */
final class Longest {

  /** Steps {@code operation[d]} from state {@code before[d]}, to {@code state} at last. */
  static final class Sequence {
    final int[] operation;
    final int[] before;
    final int state;

    Sequence(int[] operation, int[] before, int state) {
      this.operation = operation;
      this.before = before;
      this.state = state;
    }
  }

  /** A sequence that begins with {@code shared} steps of the first one. */
  private record Branch(int shared, Sequence rest) {}

  private static final int BRANCHES = 7;

  private final int[] operation;
  private final int[] before;
  private final List<Branch> branches = new ArrayList<>();
  private int depth;
  private int state;
  private int position = -1;
  private int unchanged;

  Longest(int operations) {
    this.operation = new int[operations];
    this.before = new int[operations];
  }

  int position() {
    return position;
  }

  /** The search is at {@code stuckAt}, in {@code current}, and has to go back. */
  void note(int[] taken, int[] from, int steps, int current, int stuckAt) {
    if (stuckAt > position) {
      System.arraycopy(taken, unchanged, operation, unchanged, steps - unchanged);
      System.arraycopy(from, unchanged, before, unchanged, steps - unchanged);
      depth = steps;
      state = current;
      position = stuckAt;
      unchanged = steps;
      branches.clear();
    } else if (stuckAt == position && branches.size() < BRANCHES && isNew(current)) {
      int shared = Math.min(unchanged, steps);
      branches.add(
          new Branch(
              shared,
              new Sequence(
                  Arrays.copyOfRange(taken, shared, steps),
                  Arrays.copyOfRange(from, shared, steps),
                  current)));
    }
  }

  private boolean isNew(int current) {
    return current != state
        && branches.stream().noneMatch(branch -> branch.rest().state == current);
  }

  /** The search took back its steps from {@code steps} on. */
  void wentBack(int steps) {
    unchanged = Math.min(unchanged, steps);
  }

  List<Sequence> sequences() {
    List<Sequence> sequences = new ArrayList<>();
    sequences.add(
        new Sequence(Arrays.copyOf(operation, depth), Arrays.copyOf(before, depth), state));
    for (Branch branch : branches) {
      sequences.add(
          new Sequence(
              join(operation, branch.shared(), branch.rest().operation),
              join(before, branch.shared(), branch.rest().before),
              branch.rest().state));
    }
    return sequences;
  }

  private static int[] join(int[] start, int shared, int[] rest) {
    int[] joined = Arrays.copyOf(start, shared + rest.length);
    System.arraycopy(rest, 0, joined, shared, rest.length);
    return joined;
  }
}
