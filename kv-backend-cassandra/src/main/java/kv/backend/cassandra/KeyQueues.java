package kv.backend.cassandra;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;

/**
 * Lets the writes of one key through one by one, in the order in which they came. Lightweight
 * transactions of one key that run at once undo each other's rounds, so that many get through
 * slower than one; those of this front end need not meet at all.
 */
final class KeyQueues {

  private final ConcurrentHashMap<Key, Deque<Semaphore>> queues = new ConcurrentHashMap<>();

  /**
   * Waits for this caller's turn; {@link #leave} ends it.
   *
   * @throws NotAppliedException as {@link Reason#OVERLOADED} if the deadline passes before
   */
  void enter(Key key, Deadline deadline) {
    Semaphore turn = new Semaphore(0);
    queues.compute(
        key,
        (k, queue) -> {
          Deque<Semaphore> line = queue == null ? new ArrayDeque<>(2) : queue;
          if (line.isEmpty()) {
            turn.release();
          }
          line.addLast(turn);
          return line;
        });
    boolean mine = false;
    try {
      mine = turn.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!mine) {
      remove(key, turn);
      throw new NotAppliedException(
          Reason.OVERLOADED, "other writes of the key took all the time there was");
    }
  }

  /** Ends the turn of who holds it. */
  void leave(Key key) {
    queues.computeIfPresent(
        key,
        (k, queue) -> {
          queue.removeFirst();
          return passOn(queue);
        });
  }

  /** Leaves before or just when the turn came. */
  private void remove(Key key, Semaphore turn) {
    queues.computeIfPresent(
        key,
        (k, queue) -> {
          boolean wasFirst = queue.peekFirst() == turn;
          queue.remove(turn);
          return wasFirst ? passOn(queue) : queue.isEmpty() ? null : queue;
        });
  }

  private static @org.jspecify.annotations.Nullable Deque<Semaphore> passOn(
      Deque<Semaphore> queue) {
    Semaphore next = queue.peekFirst();
    if (next == null) {
      return null;
    }
    next.release();
    return queue;
  }
}
