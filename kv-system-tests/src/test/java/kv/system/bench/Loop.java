package kv.system.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A closed loop: a fixed number of clients, each on a thread of its own, each sending its next call
 * once the last is answered. All subjects of a benchmark are driven by it, so that they differ in
 * nothing but what answers.
 */
final class Loop {

  /** One client of a subject; used by one thread. */
  interface Client extends AutoCloseable {

    /** Makes one call; what its answer is counted as: {@link #OK}, or another word. */
    String call(int key) throws Exception;

    @Override
    void close() throws IOException;
  }

  /** Makes clients of a subject. */
  interface Clients {
    Client open() throws Exception;
  }

  static final String OK = "ok";

  private Loop() {}

  /**
   * What a run of the loop saw.
   *
   * @param perSecond calls answered as {@link #OK}
   * @param p50 in microseconds, as the next two, of the calls answered as {@link #OK}
   * @param answers how many were answered how
   */
  record Sample(
      double perSecond, double p50, double p99, double longest, Map<String, Long> answers) {}

  private record Seen(List<long[]> latencies, Map<String, Long> answers) {}

  /**
   * Runs the loop.
   *
   * @param keys how many keys are called, at random; 1 for a hot key
   */
  static Sample run(Clients clients, int concurrency, int keys, Duration duration)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(concurrency);
    List<Client> open = new ArrayList<>();
    try {
      for (int i = 0; i < concurrency; i++) {
        open.add(clients.open());
      }
      CountDownLatch begin = new CountDownLatch(1);
      List<Future<Seen>> running = new ArrayList<>();
      for (int i = 0; i < concurrency; i++) {
        Client client = open.get(i);
        SplittableRandom random = new SplittableRandom(i);
        running.add(
            threads.submit(
                () -> {
                  begin.await();
                  return drive(client, random, keys, duration);
                }));
      }
      long start = System.nanoTime();
      begin.countDown();
      return sample(running, start);
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
      for (Client client : open) {
        client.close();
      }
    }
  }

  private static Seen drive(Client client, SplittableRandom random, int keys, Duration duration)
      throws Exception {
    List<long[]> full = new ArrayList<>();
    long[] latencies = new long[1024];
    int used = 0;
    Map<String, Long> answers = new TreeMap<>();
    long end = System.nanoTime() + duration.toNanos();
    long before = System.nanoTime();
    while (before < end) {
      String answer = client.call(random.nextInt(keys));
      long after = System.nanoTime();
      answers.merge(answer, 1L, Long::sum);
      if (answer.equals(OK)) {
        if (used == latencies.length) {
          full.add(latencies);
          latencies = new long[1024];
          used = 0;
        }
        latencies[used++] = after - before;
      }
      before = after;
    }
    full.add(Arrays.copyOf(latencies, used));
    return new Seen(full, answers);
  }

  private static Sample sample(List<Future<Seen>> running, long start)
      throws InterruptedException, ExecutionException {
    Map<String, Long> answers = new TreeMap<>();
    List<long[]> all = new ArrayList<>();
    for (Future<Seen> each : running) {
      Seen seen = each.get();
      seen.answers().forEach((answer, count) -> answers.merge(answer, count, Long::sum));
      all.addAll(seen.latencies());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Sample(
        sorted.length / seconds,
        at(sorted, 0.5) / 1e3,
        at(sorted, 0.99) / 1e3,
        at(sorted, 1) / 1e3,
        answers);
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
  }
}
