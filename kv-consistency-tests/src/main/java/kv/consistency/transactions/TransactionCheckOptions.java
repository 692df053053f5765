package kv.consistency.transactions;

import java.util.function.BooleanSupplier;

/**
 * What to ask of a history, and how much to spend on it.
 *
 * @param model the consistency model that was promised
 * @param assumed what may be assumed of registers' versions; nothing to lists
 * @param examples how many examples of each anomaly to bring back
 * @param searchEdges how many edges to follow for one kind of cycle in one component: then the
 *     smallest cycle so far will do, or the kind is undecided
 * @param memory bytes that the history's index and all that is made of it may take
 * @param expired asked often; once true, the check ends with what it has found
 */
public record TransactionCheckOptions(
    ConsistencyModel model,
    VersionOrders assumed,
    int examples,
    long searchEdges,
    long memory,
    BooleanSupplier expired) {

  /** Examples of each anomaly, unless asked otherwise. */
  public static final int EXAMPLES = 8;

  /** Edges of one search, unless asked otherwise: a second or so. */
  public static final long SEARCH_EDGES = 100_000_000;

  /**
   * The model, with no assumptions, {@link #EXAMPLES}, {@link #SEARCH_EDGES}, half of the heap and
   * no deadline.
   */
  public static TransactionCheckOptions of(ConsistencyModel model) {
    return new TransactionCheckOptions(
        model,
        VersionOrders.INITIAL_ONLY,
        EXAMPLES,
        SEARCH_EDGES,
        Runtime.getRuntime().maxMemory() / 2,
        () -> false);
  }

  public TransactionCheckOptions withAssumed(VersionOrders value) {
    return new TransactionCheckOptions(model, value, examples, searchEdges, memory, expired);
  }

  public TransactionCheckOptions withExamples(int value) {
    return new TransactionCheckOptions(model, assumed, value, searchEdges, memory, expired);
  }

  public TransactionCheckOptions withSearchEdges(long value) {
    return new TransactionCheckOptions(model, assumed, examples, value, memory, expired);
  }

  public TransactionCheckOptions withMemory(long bytes) {
    return new TransactionCheckOptions(model, assumed, examples, searchEdges, bytes, expired);
  }

  public TransactionCheckOptions withExpired(BooleanSupplier value) {
    return new TransactionCheckOptions(model, assumed, examples, searchEdges, memory, value);
  }
}
