package kv.http.call;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Key;
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
  private final Optional<Locked> locked;
  private final LockWaits waits;
  private final Semaphore places;
  private final Handling handling;

  private record Locked(LockingBackend backend, LockRefusals refusals) {}

  Writes(KvBackend backend, LockWaits waits, Handling handling) {
    this.backend = backend;
    this.locked =
        backend instanceof LockingBackend locking
            ? Optional.of(new Locked(locking, new LockRefusals(locking.lockManager())))
            : Optional.empty();
    this.waits = waits;
    this.places = new Semaphore(waits.maxWrites());
    this.handling = handling;
  }

  /** The wait that the request asks for; 501 where there are no locks to wait for. */
  Duration lockWait(QueryString query) {
    if (locked.isPresent()) {
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
            locked.isPresent()
                ? locked(put.key(), wait, (to, deadline) -> to.put(put, wait, deadline))
                : backend.put(put, handling.deadline()));
  }

  DeleteResult delete(Delete delete, Duration wait) {
    return handling.admitted(
        () ->
            locked.isPresent()
                ? locked(delete.key(), wait, (to, deadline) -> to.delete(delete, wait, deadline))
                : backend.delete(delete, handling.deadline()));
  }

  private <R> R locked(Key key, Duration wait, BiFunction<LockingBackend, Deadline, R> write) {
    Locked to = locked.orElseThrow();
    Deadline deadline = handling.deadlineAfter(wait);
    return placed(
        () -> to.refusals().explained(key, deadline, () -> write.apply(to.backend(), deadline)));
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
