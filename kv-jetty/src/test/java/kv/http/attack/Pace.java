package kv.http.attack;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Lets so many through a second, from any number of threads; who was held up may catch up. */
final class Pace {

  private final long interval;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  /** A second's {@code rate}, or all that come where it is 0. */
  Pace(int rate) {
    this.interval = rate == 0 ? 0 : 1_000_000_000L / rate;
  }

  void await() {
    if (interval > 0) {
      LockSupport.parkNanos(next.getAndAdd(interval) - System.nanoTime());
    }
  }
}
