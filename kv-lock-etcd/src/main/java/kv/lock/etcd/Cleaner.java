package kv.lock.etcd;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import kv.spi.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what must be done some time soon, again and again until etcd has answered. */
final class Cleaner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Cleaner.class);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 200;
  private static final long CLOSE_SECONDS = 3;

  private final LongSupplier nanoTime;
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(2, new DefaultThreadFactory("kv-etcd-cleaner", true));

  Cleaner(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @FunctionalInterface
  interface Task {
    void run(Deadline deadline) throws EtcdFailure;
  }

  /**
   * @param task which may be done twice
   * @param pointless whether nothing is to be done any more
   */
  void untilDone(String what, BooleanSupplier pointless, Task task) {
    after(0, () -> attempt(what, pointless, task));
  }

  private void attempt(String what, BooleanSupplier pointless, Task task) {
    if (pointless.getAsBoolean()) {
      return;
    }
    try {
      task.run(Deadline.in(ATTEMPT, nanoTime));
    } catch (EtcdFailure e) {
      LOG.debug("could not {} yet", what, e);
      after(PAUSE_MILLIS, () -> attempt(what, pointless, task));
    } catch (RuntimeException e) {
      LOG.error("could not {}", what, e);
    }
  }

  void after(long millis, Runnable action) {
    try {
      var unused = threads.schedule(action, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed: leases end what is left", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a clean-up in etcd does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
