package kv.consistency.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what no event tells, such as what one server thinks of another. */
final class Polling {
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private Polling() {}

  static void await(String what, Duration patience, BooleanSupplier condition) {
    await(what, patience, condition, () -> "");
  }

  /**
   * @param instead what is there when patience is at its end, as the end of a sentence
   */
  static void await(
      String what, Duration patience, BooleanSupplier condition, Supplier<String> instead) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new ClusterException(
            "not within " + patience.toMinutes() + " minutes: " + what + instead.get());
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new ClusterException("interrupted while waiting for " + what);
      }
      LockSupport.parkNanos(INTERVAL);
    }
  }
}
