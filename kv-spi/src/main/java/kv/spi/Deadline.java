package kv.spi;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The moment, on a monotonic clock, after which a call's answer is of no use to its caller. */
public final class Deadline {

  private final LongSupplier nanoTime;
  private final long at;

  private Deadline(LongSupplier nanoTime, long at) {
    this.nanoTime = nanoTime;
    this.at = at;
  }

  /** {@code timeout} from now by {@link System#nanoTime}. */
  public static Deadline in(Duration timeout) {
    return in(timeout, System::nanoTime);
  }

  /** {@code timeout} from now by {@code nanoTime}, in nanoseconds of arbitrary origin. */
  public static Deadline in(Duration timeout, LongSupplier nanoTime) {
    return new Deadline(nanoTime, nanoTime.getAsLong() + timeout.toNanos());
  }

  /** What is left; zero once it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, at - nanoTime.getAsLong()));
  }

  public boolean hasPassed() {
    return at - nanoTime.getAsLong() <= 0;
  }
}
