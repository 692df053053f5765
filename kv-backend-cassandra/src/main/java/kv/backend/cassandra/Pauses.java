package kv.backend.cassandra;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kv.spi.Deadline;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;

/** Waits between tries, longer each time and never as long as others do. */
final class Pauses {

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Deadline deadline;
  private long longest = FIRST_NANOS;

  Pauses(Deadline deadline) {
    this.deadline = deadline;
  }

  /**
   * @throws NotAppliedException if there is no time for another try
   */
  void next() {
    long pause = ThreadLocalRandom.current().nextLong(longest);
    longest = Math.min(2 * longest, LONGEST_NANOS);
    if (deadline.remaining().toNanos() <= pause || Thread.currentThread().isInterrupted()) {
      throw new NotAppliedException(
          Reason.OVERLOADED, "other writes of the key came first each time");
    }
    LockSupport.parkNanos(pause);
  }
}
