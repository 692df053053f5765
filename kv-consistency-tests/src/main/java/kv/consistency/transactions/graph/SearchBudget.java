package kv.consistency.transactions.graph;

import java.util.function.BooleanSupplier;

/**
 * What a search may spend: a number of edges for each question it asks, so that its answers don't
 * depend on the machine, and an outer limit (a deadline) for all of them.
 */
public final class SearchBudget {
  private static final int EDGES_BETWEEN_LOOKS = 1 << 16;

  private final long edgesPerQuestion;
  private final BooleanSupplier expired;
  private long left;
  private long untilLook;
  private boolean over;

  /**
   * @param edgesPerQuestion how many edges to follow for one kind of cycle in one component
   * @param expired whether the outer limit is reached
   */
  public SearchBudget(long edgesPerQuestion, BooleanSupplier expired) {
    this.edgesPerQuestion = edgesPerQuestion;
    this.expired = expired;
  }

  void nextQuestion() {
    left = edgesPerQuestion;
    untilLook = 0;
    over = over || expired.getAsBoolean();
  }

  /** Whether {@code edges} more may be followed. */
  boolean spend(long edges) {
    left -= edges;
    untilLook += edges;
    if (untilLook >= EDGES_BETWEEN_LOOKS) {
      untilLook = 0;
      over = over || expired.getAsBoolean();
    }
    return left >= 0 && !over;
  }

  /** Whether the outer limit was reached. */
  public boolean isOver() {
    return over;
  }
}
