package kv.spi.lock;

/**
 * What the lock service knows of a key.
 *
 * @param identity which life of the service says so
 */
public record Look(String identity, State state) {

  /** Of the key's intent and lock. */
  public enum State {
    /** No intent: all its writes are decided. */
    DECIDED,
    /** An intent, and the lock is held. */
    HELD,
    /** An intent, and nobody holds the lock: the writer died or gave up. */
    ABANDONED
  }
}
