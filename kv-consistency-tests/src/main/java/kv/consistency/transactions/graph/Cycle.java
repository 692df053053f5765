package kv.consistency.transactions.graph;

import java.util.List;

/**
 * A dependency cycle: the last step leads back to where the first began.
 *
 * @param type its kind
 * @param steps at least two; each transaction begins one step
 */
public record Cycle(CycleType type, List<Step> steps) {

  /**
   * One edge of a cycle.
   *
   * @param from the transaction that came first
   * @param to the transaction that must follow it
   * @param relation why it must
   * @param hubs the hubs that the edge leads through, often none
   */
  public record Step(int from, int to, Relation relation, List<Integer> hubs) {
    public Step {
      hubs = List.copyOf(hubs);
    }
  }

  public Cycle {
    steps = List.copyOf(steps);
  }
}
