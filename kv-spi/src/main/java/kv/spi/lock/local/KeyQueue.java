package kv.spi.lock.local;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.function.Predicate;
import kv.spi.lock.LockManager.Purpose;
import org.jspecify.annotations.Nullable;

/** A key's lock, intent and queue. */
final class KeyQueue {

  /** A call that waits; whoever gives up the lock hands it a grant. */
  static final class Waiter {
    final Purpose purpose;
    final Condition granted;
    @Nullable LocalGrant grant;

    Waiter(Purpose purpose, Condition granted) {
      this.purpose = purpose;
      this.granted = granted;
    }
  }

  final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  @Nullable LocalGrant holder;
  boolean intent;

  /** Takes out the first waiter that {@code eligible} lets pass. */
  @Nullable Waiter next(Predicate<Purpose> eligible) {
    for (Waiter waiter : waiters) {
      if (eligible.test(waiter.purpose)) {
        waiters.remove(waiter);
        return waiter;
      }
    }
    return null;
  }

  boolean isIdle() {
    return holder == null && !intent && waiters.isEmpty();
  }
}
