package kv.consistency.cluster;

/**
 * A cluster can't be started, or doesn't do what it was told; the message says what to do or where
 * to look.
 */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClusterException(String message) {
    super(message);
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
  }

  static ClusterException interrupted(String doing, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ClusterException("interrupted while " + doing, e);
  }
}
