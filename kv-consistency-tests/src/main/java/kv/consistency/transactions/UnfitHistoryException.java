package kv.consistency.transactions;

/** The history isn't one of transactions of the given workload, so that nothing can be said. */
public final class UnfitHistoryException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnfitHistoryException(String reason) {
    super(reason);
  }
}
