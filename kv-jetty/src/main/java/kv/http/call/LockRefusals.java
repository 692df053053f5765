package kv.http.call;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.LockManager;
import kv.spi.lock.StoreLock;

/** Says to whom a lock is refused what holds it up and, if that is known, for how long. */
final class LockRefusals {

  private final LockManager locks;

  LockRefusals(LockManager locks) {
    this.locks = locks;
  }

  /** Runs {@code write}, which takes the lock of {@code key}. */
  <R> R explained(Key key, Deadline deadline, Supplier<R> write) {
    try {
      return write.get();
    } catch (NotAppliedException e) {
      if (e.reason() != Reason.LOCKED) {
        throw e;
      }
      int waiting = locks.waiting(key);
      throw explained(
          e, waiting == 0 ? "" : "; %d calls wait for it here".formatted(waiting), deadline);
    }
  }

  /** Runs {@code take}, which takes the lock of the whole store. */
  StoreLock explained(Deadline deadline, Supplier<StoreLock> take) {
    try {
      return take.get();
    } catch (NotAppliedException e) {
      throw e.reason() == Reason.LOCKED ? explained(e, "", deadline) : e;
    }
  }

  private NotAppliedException explained(NotAppliedException e, String more, Deadline deadline) {
    Optional<StoreLock> store = storeLock(deadline);
    Optional<Duration> retryAfter = e.retryAfter().or(() -> store.map(StoreLock::remaining));
    return new NotAppliedException(
        Reason.LOCKED,
        e.getMessage() + more + store.map(lock -> "; the whole store is locked").orElse(""),
        e,
        retryAfter.orElse(null));
  }

  private Optional<StoreLock> storeLock(Deadline deadline) {
    try {
      return locks.storeLock(deadline);
    } catch (KvException unanswered) {
      return Optional.empty();
    }
  }
}
