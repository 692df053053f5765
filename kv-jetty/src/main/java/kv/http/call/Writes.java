package kv.http.call;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.KvBackend;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.locked.LockingBackend;

/**
 * The writes of a backend, each with the wait for its key's lock that the request asks for, where
 * there is a lock manager. Writes that wait can fill every place there is, so they get fewer than
 * there are: reads go on while the whole store is locked.
 */
final class Writes {

  private final KvBackend backend;
  private final Optional<LockingBackend> locking;
  private final LockWaits waits;
  private final Semaphore places;
  private final Handling handling;

  Writes(KvBackend backend, LockWaits waits, Handling handling) {
    this.backend = backend;
    this.locking =
        backend instanceof LockingBackend underLocks ? Optional.of(underLocks) : Optional.empty();
    this.waits = waits;
    this.places = new Semaphore(waits.maxWrites());
    this.handling = handling;
  }

  /** The wait that the request asks for; 501 where there are no locks to wait for. */
  Duration lockWait(QueryString query) {
    if (locking.isPresent()) {
      return waits.asked(query);
    }
    if (query.text(LockWaits.PARAMETER).isPresent()) {
      throw new RejectedCall(
          501, "'%s' needs a lock manager, and kv.lock is none".formatted(LockWaits.PARAMETER));
    }
    return Duration.ZERO;
  }

  PutResult put(Put put, Duration wait) {
    return handling.admitted(
        () ->
            locking.isPresent()
                ? placed(() -> locking.get().put(put, wait, handling.deadlineAfter(wait)))
                : backend.put(put, handling.deadline()));
  }

  DeleteResult delete(Delete delete, Duration wait) {
    return handling.admitted(
        () ->
            locking.isPresent()
                ? placed(() -> locking.get().delete(delete, wait, handling.deadlineAfter(wait)))
                : backend.delete(delete, handling.deadline()));
  }

  private <R> R placed(Supplier<R> write) {
    if (!places.tryAcquire()) {
      throw new NotAppliedException(
          Reason.OVERLOADED,
          "%d writes are running or waiting for locks, which is the limit"
              .formatted(waits.maxWrites()));
    }
    try {
      return write.get();
    } finally {
      places.release();
    }
  }
}
