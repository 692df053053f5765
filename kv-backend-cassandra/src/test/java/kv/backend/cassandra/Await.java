package kv.backend.cassandra;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what no event tells, such as what a node holds, or what one thinks of another. */
final class Await {

  /** Far beyond what anything awaited here takes, on a machine that does much else. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    var unused = first(what, () -> Optional.of(true).filter(yes -> condition.getAsBoolean()));
  }

  /** The first answer there is. */
  static <T> T first(String what, Supplier<Optional<T>> question) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE.toNanos()) {
      Optional<T> answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      LockSupport.parkNanos(INTERVAL);
    }
    throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
  }
}
