package kv.consistency.transactions;

import java.util.List;
import kv.consistency.transactions.graph.Relation;

/**
 * One instance of an anomaly. In words transactions are called T1, T2, ... by their place in {@link
 * #transactions}.
 *
 * @param text what was observed, and why it is the anomaly
 * @param transactions the transactions involved, by number in the history
 * @param steps the edges of a cycle, the last leading back to the first transaction; else empty
 */
public record Example(Anomaly anomaly, String text, List<Integer> transactions, List<Step> steps) {

  /**
   * An edge of a cycle, between places in {@link #transactions}.
   *
   * @param reason why {@code from} must precede {@code to}, in words
   */
  public record Step(int from, int to, Relation relation, String reason) {}

  public Example {
    transactions = List.copyOf(transactions);
    steps = List.copyOf(steps);
  }
}
