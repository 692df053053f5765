package kv.spi.locked;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Row;
import kv.spi.Row.Reading;
import kv.spi.TimestampedStore;
import kv.spi.Token;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look;
import kv.spi.locked.Step.Ask;
import kv.spi.locked.Step.Done;
import kv.spi.locked.Step.Failed;

/**
 * Runs the steps of one call: asks the real store and lock manager, and blocks for the answers.
 *
 * @param lockWait how long a write may queue for its key; what finishes somebody's write may until
 *     the deadline
 */
record Services(
    TimestampedStore store, LockManager locks, Key key, Duration lockWait, Deadline deadline) {

  private static final int LONGEST_PAUSE_MILLIS = 16;

  <R> R run(Step<R> first) {
    Step<R> step = first;
    while (step instanceof Ask<?, R> ask) {
      step = answered(ask);
    }
    if (step instanceof Done<R> done) {
      return done.result();
    }
    throw ((Failed<R>) step).failure();
  }

  private <A, R> Step<R> answered(Ask<A, R> ask) {
    A answer;
    try {
      answer = ask.command().on(this);
    } catch (KvException e) {
      return ask.otherwise().apply(e);
    }
    return ask.then().apply(answer);
  }

  String identity() {
    return locks.identity(deadline);
  }

  OptionalLong epoch(String identity) {
    return store.epoch(identity, deadline);
  }

  void startNewLife(String identity) {
    locks.startNewLife(identity, deadline);
  }

  Grant acquire(Purpose purpose) {
    Duration wait = purpose == Purpose.FINISH ? deadline.remaining() : lockWait;
    return locks.acquire(key, purpose, wait, deadline);
  }

  Commit commit(Grant grant) {
    return locks.commit(grant, deadline);
  }

  void abandon(Grant grant) {
    locks.abandon(grant);
  }

  Look look() {
    return locks.look(key, deadline);
  }

  Reading read(boolean values) {
    return store.read(key, values, deadline);
  }

  void write(Row row) {
    store.write(key, row, deadline);
  }

  void mark(Token token) {
    store.mark(key, token);
  }

  void remove(Token token) {
    store.remove(key, token);
  }

  void pause(int attempt) {
    if (deadline.hasPassed()) {
      throw new NotAppliedException(
          Reason.UNAVAILABLE, "a write of this key was not decided before the deadline");
    }
    long millis = Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(attempt, 10));
    try {
      TimeUnit.NANOSECONDS.sleep(
          Math.min(TimeUnit.MILLISECONDS.toNanos(millis), deadline.remaining().toNanos()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAppliedException(Reason.UNAVAILABLE, "interrupted", e);
    }
  }
}
