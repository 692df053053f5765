package kv.backend.memory;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The daemon thread that takes expired entries out of memory: it sleeps until one is due. It sleeps
 * on a condition, not by {@code park}: a lock that it waits for while removing parks too, and uses
 * up the permit that was to wake it.
 */
final class ExpiryThread implements AutoCloseable {

  private final ExpiryQueue queue;
  private final Runnable removeExpired;
  private final Thread thread = new Thread(this::run, "kv-memory-expiry");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean closed; // guarded by lock

  /**
   * @param removeExpired removes all that has expired by now
   */
  ExpiryThread(ExpiryQueue queue, Runnable removeExpired) {
    this.queue = queue;
    this.removeExpired = removeExpired;
  }

  void start() {
    thread.setDaemon(true);
    queue.onNearer(() -> signal(false));
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    signal(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (awaitExpiry()) {
      removeExpired.run();
    }
  }

  /** Returns when an entry is due; false if there is no more to wait for. */
  private boolean awaitExpiry() {
    lock.lock();
    try {
      for (long wait = queue.nanosToNext(); !closed && wait > 0; wait = queue.nanosToNext()) {
        changed.awaitNanos(wait);
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void signal(boolean close) {
    lock.lock();
    try {
      closed |= close;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
