package kv.spi.lock;

import kv.spi.Key;

/** A key's lock, as somebody was given it. Equal only to itself. */
public interface Grant {

  Key key();

  /** The life of the service that gave it. */
  String identity();

  /** Greater than that of any grant of the key before in the same life; at least 1. */
  long revision();

  /**
   * Whether an intent was there before: what the holder before wrote, if anything, is undecided.
   */
  boolean unclean();

  /**
   * Whether the lock must be taken for lost: known to be, or the lease over by a monotonic clock
   * that counts from before the last renewal was sent. Never blocks. False proves nothing.
   */
  boolean isLost();

  /**
   * Runs {@code action} once, on a thread of the lock manager or, if it is lost already, at once;
   * not after a commit or abandon. It must not block.
   */
  void whenLost(Runnable action);
}
