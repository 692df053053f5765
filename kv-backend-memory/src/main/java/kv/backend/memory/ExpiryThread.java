package kv.backend.memory;

import java.util.concurrent.locks.LockSupport;

/** The daemon thread that takes expired entries out of memory: it sleeps until one is due. */
final class ExpiryThread implements AutoCloseable {

  private final ExpiryQueue queue;
  private final Runnable removeExpired;
  private final Thread thread = new Thread(this::run, "kv-memory-expiry");
  private volatile boolean closed;

  /**
   * @param removeExpired removes all that has expired by now
   */
  ExpiryThread(ExpiryQueue queue, Runnable removeExpired) {
    this.queue = queue;
    this.removeExpired = removeExpired;
  }

  void start() {
    thread.setDaemon(true);
    queue.onNearer(() -> LockSupport.unpark(thread));
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  private void run() {
    while (!closed) {
      removeExpired.run();
      long wait = queue.nanosToNext();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
