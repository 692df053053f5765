package kv.http.call;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import kv.spi.Deadline;
import kv.spi.NotAppliedException;
import kv.spi.OutcomeUnknownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every call has in common: it is bounded in number and time, timed, and always answered. */
final class Handling {

  private static final Logger LOG = LoggerFactory.getLogger(Handling.class);

  private final Duration timeout;
  private final int maxConcurrent;
  private final Semaphore admission;
  private final LongAdder refused = new LongAdder();
  private final LongSupplier nanoTime;
  private final CallObserver observer;

  /**
   * @param timeout of a backend call
   * @param maxConcurrent backend calls at once; one more is refused
   */
  Handling(Duration timeout, int maxConcurrent, LongSupplier nanoTime, CallObserver observer) {
    this.timeout = timeout;
    this.maxConcurrent = maxConcurrent;
    this.admission = new Semaphore(maxConcurrent);
    this.nanoTime = nanoTime;
    this.observer = observer;
  }

  /** Backend calls running now. */
  int running() {
    return maxConcurrent - admission.availablePermits();
  }

  /** Backend calls that were one too many. */
  long refused() {
    return refused.sum();
  }

  Deadline deadline() {
    return deadlineAfter(Duration.ZERO);
  }

  /** The deadline of a call that may wait for a lock first. */
  Deadline deadlineAfter(Duration wait) {
    return Deadline.in(timeout.plus(wait), nanoTime);
  }

  <T> T admitted(Supplier<T> backendCall) {
    if (!admission.tryAcquire()) {
      refused.increment();
      throw new NotAppliedException(
          NotAppliedException.Reason.OVERLOADED,
          "%d calls are running, which is the limit".formatted(maxConcurrent));
    }
    try {
      return backendCall.get();
    } finally {
      admission.release();
    }
  }

  Reply decide(Operation operation, Call call, Supplier<Reply> handling) {
    long start = nanoTime.getAsLong();
    Reply reply = guarded(operation, handling);
    observer.decided(operation, call, reply, nanoTime.getAsLong() - start);
    return reply;
  }

  private static Reply guarded(Operation operation, Supplier<Reply> handling) {
    try {
      return handling.get();
    } catch (RejectedCall e) {
      return e.reply();
    } catch (NotAppliedException e) {
      LOG.debug("{}: not applied", operation.word(), e);
      return Problem.of(e);
    } catch (OutcomeUnknownException e) {
      LOG.warn("{}: outcome unknown", operation.word(), e);
      return Problem.unknown(String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{}: a backend broke its contract", operation.word(), e);
      return operation.isWrite()
          ? Problem.unknown("the write failed in a way that says nothing of its outcome")
          : Problem.notApplied(500, "the read failed for a reason of the server's own");
    }
  }
}
