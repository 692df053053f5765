package kv.spi.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the same at the same time in several threads. */
final class Race {

  private static final long PATIENCE_SECONDS = 120;

  private Race() {}

  /** What one of the threads does; {@code thread} counts from 0. */
  @FunctionalInterface
  interface Leg<R> {
    R run(int thread) throws Exception;
  }

  /** The results of all threads, in their order; the first failure among them is thrown. */
  static <R> List<R> of(int threads, Leg<R> leg) throws Exception {
    List<Callable<R>> legs = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      legs.add(() -> leg.run(thread));
    }
    return of(legs);
  }

  /** As above, with a different leg for each thread. */
  static <R> List<R> of(List<? extends Callable<R>> legs) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(legs.size());
    try {
      CyclicBarrier start = new CyclicBarrier(legs.size());
      List<Future<R>> running = new ArrayList<>();
      for (Callable<R> leg : legs) {
        running.add(
            pool.submit(
                () -> {
                  start.await();
                  return leg.call();
                }));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : running) {
        results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw new AssertionError("a thread failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
