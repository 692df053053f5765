package kv.http.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Many clients that start at the same moment. */
final class Race {

  private Race() {}

  /** What each of them got, in their order; {@code leg} is given their number, from 0. */
  static <R> List<R> of(int racers, IntFunction<R> leg) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(racers);
    try {
      CyclicBarrier start = new CyclicBarrier(racers);
      List<Future<R>> running = new ArrayList<>();
      for (int i = 0; i < racers; i++) {
        int racer = i;
        running.add(
            pool.submit(
                () -> {
                  start.await();
                  return leg.apply(racer);
                }));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : running) {
        results.add(future.get(120, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
