package kv.backend.cassandra;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what no event tells, such as what a node holds, or what one thinks of another. */
final class Await {

  /** Far beyond what anything awaited here takes, on a machine that does much else. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
      }
      LockSupport.parkNanos(INTERVAL);
    }
  }
}
