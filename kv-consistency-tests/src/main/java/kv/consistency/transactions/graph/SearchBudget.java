package kv.consistency.transactions.graph;

import kv.consistency.transactions.graph.Allowance.Spent;

/**
 * What a search may spend: a number of edges for each question it asks, so that its answers don't
 * depend on the machine, and an outer allowance of time and memory for all of them.
 */
public final class SearchBudget {
  private final long edgesPerQuestion;
  private final Allowance allowance;
  private long left;

  /**
   * @param edgesPerQuestion how many edges to follow for one kind of cycle in one component
   * @param allowance for all components together
   */
  public SearchBudget(long edgesPerQuestion, Allowance allowance) {
    this.edgesPerQuestion = edgesPerQuestion;
    this.allowance = allowance;
  }

  Allowance allowance() {
    return allowance;
  }

  void nextQuestion() throws Spent {
    nextQuestion(edgesPerQuestion);
  }

  /** A question that may spend no more than {@code most} edges. */
  void nextQuestion(long most) throws Spent {
    left = Math.min(edgesPerQuestion, most);
    allowance.look();
  }

  /** Whether {@code edges} more may be followed. */
  boolean spend(long edges) throws Spent {
    left -= edges;
    allowance.work(edges);
    return left >= 0;
  }
}
