package kv.consistency.linearizability;

/**
 * A model broke the contract of {@link Model}, so no verdict about a history would mean anything.
 */
public final class ModelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }
}
