package kv.http.wire;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what another process does and tells nobody. */
final class Polling {

  private Polling() {}

  /** Returns once {@code condition} holds; fails when it has not by then. */
  static void until(Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("did not come about within " + patience);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
