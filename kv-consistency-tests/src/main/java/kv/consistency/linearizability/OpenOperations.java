package kv.consistency.linearizability;

/**
 * The operations that are open at the position of a search and not linearized yet, in order of
 * their returns, and the set of those that are open and linearized, as bits.
 *
 * <p>A doubly linked list through arrays (Knuth's dancing links): an operation that is taken out
 * keeps its links, so that undoing changes in the reverse order restores the list at no cost. Every
 * operation has a slot, a bit that no other operation open at the same time has.
 */
final class OpenOperations {

  final long[] linearized;

  private final Timeline timeline;
  private final int end;
  private final int[] next;
  private final int[] previous;
  private final int[] slot;

  OpenOperations(Timeline timeline) {
    this.timeline = timeline;
    this.end = timeline.size();
    this.next = new int[end + 1];
    this.previous = new int[end + 1];
    this.slot = new int[end];
    next[end] = end;
    previous[end] = end;
    this.linearized = new long[(assignSlots() + Long.SIZE - 1) / Long.SIZE];
  }

  private int assignSlots() {
    int[] free = new int[end];
    int freeSize = 0;
    int slots = 0;
    for (int event : timeline.events) {
      int operation = Timeline.operation(event);
      if (Timeline.isReturn(event)) {
        free[freeSize++] = slot[operation];
      } else if (timeline.returnAt[operation] != Timeline.NEVER) {
        slot[operation] = freeSize > 0 ? free[--freeSize] : slots++;
      }
    }
    return slots;
  }

  /** The operation after {@code operation}, the first after {@link #end()}, else {@link #end()}. */
  int after(int operation) {
    return next[operation];
  }

  int end() {
    return end;
  }

  void call(int operation) {
    int before = previous[end];
    while (before != end && timeline.returnAt[before] > timeline.returnAt[operation]) {
      before = previous[before];
    }
    previous[operation] = before;
    next[operation] = next[before];
    link(operation);
  }

  void undoCall(int operation) {
    unlink(operation);
  }

  void linearize(int operation) {
    unlink(operation);
    setLinearized(operation);
  }

  void undoLinearize(int operation) {
    link(operation);
    linearized[slot[operation] / Long.SIZE] &= ~(1L << slot[operation]);
  }

  /** Whether an operation, called and not returned yet, is linearized. */
  boolean isLinearized(int operation) {
    return (linearized[slot[operation] / Long.SIZE] & 1L << slot[operation]) != 0;
  }

  /** Lets a linearized operation return. */
  void leave(int operation) {
    linearized[slot[operation] / Long.SIZE] &= ~(1L << slot[operation]);
  }

  void undoLeave(int operation) {
    setLinearized(operation);
  }

  private void setLinearized(int operation) {
    linearized[slot[operation] / Long.SIZE] |= 1L << slot[operation];
  }

  private void link(int operation) {
    next[previous[operation]] = operation;
    previous[next[operation]] = operation;
  }

  private void unlink(int operation) {
    next[previous[operation]] = next[operation];
    previous[next[operation]] = previous[operation];
  }
}
