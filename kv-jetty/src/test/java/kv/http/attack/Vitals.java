package kv.http.attack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kv.http.wire.Attackable;

/**
 * What an attacked process has left: its threads, and its heap after a full collection.
 *
 * @param heap in bytes
 */
record Vitals(long threads, long heap, long running) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static Vitals of(Attackable target) throws Exception {
    Process collection =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(target.pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!collection.waitFor(60, TimeUnit.SECONDS) || collection.exitValue() != 0) {
      throw new IOException("jcmd can't reach process " + target.pid());
    }
    String metrics = metrics(target);
    return new Vitals(
        (long) sum(metrics, "jvm_threads_live_threads"),
        (long) sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
        (long) sum(metrics, "kv_requests_running"));
  }

  /** Once nothing is served any more but this question, or some time has passed. */
  static Vitals settled(Attackable target) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Vitals vitals = of(target);
    while (vitals.running() > 1 && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      vitals = of(target);
    }
    return vitals;
  }

  static String metrics(Attackable target) throws IOException {
    try (Wire wire = new Wire("127.0.0.2", target.port(), PATIENCE)) {
      wire.send("GET /metrics HTTP/1.1\r\nHost: kv\r\n\r\n");
      return wire.answer()
          .map(Wire.Answer::body)
          .orElseThrow(() -> new IOException("no answer from /metrics"));
    }
  }

  /** The sum of all samples whose line begins so. */
  static double sum(String metrics, String start) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public String toString() {
    return "%d threads, heap %.1f MiB".formatted(threads, heap / (double) (1 << 20));
  }
}
