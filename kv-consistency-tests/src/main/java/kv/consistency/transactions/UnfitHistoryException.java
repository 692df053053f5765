package kv.consistency.transactions;

/** The history isn't one of transactions of the given workload, so that nothing can be said. */
public final class UnfitHistoryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UnfitHistoryException(long event, String reason) {
    super("event " + event + ": " + reason);
    this.reason = reason;
  }

  /** What doesn't fit, without the event. */
  public String reason() {
    return reason;
  }
}
