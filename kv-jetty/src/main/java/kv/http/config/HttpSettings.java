package kv.http.config;

import java.time.Duration;
import java.util.List;
import kv.spi.Setting;

/** The settings of the front end itself; each plug-in declares its own. */
public final class HttpSettings {

  public static final Setting<String> CONFIG =
      Setting.optionalText("kv.config", "A properties file with any of these settings.");

  public static final Setting<String> HOST =
      Setting.text("kv.http.host", "The address to listen on (java -jar only).", "127.0.0.1");

  public static final Setting<Integer> PORT =
      Setting.integer(
          "kv.http.port",
          "The port to listen on (java -jar only); 0 picks a free one, which the start-up line"
              + " names.",
          8080,
          0,
          65_535);

  public static final Setting<String> BACKEND =
      Setting.text("kv.backend", "The name of the storage plug-in.", "memory");

  public static final Setting<String> LOCK =
      Setting.text(
          "kv.lock",
          "The name of the lock manager: none, local (locks in this process alone) or that of a"
              + " plug-in.",
          "none");

  public static final Setting<Duration> LOCK_WAIT =
      Setting.duration(
          "kv.lock-wait",
          "How long a write that does not say waits for its key's lock; 0s is not at all.",
          "5s",
          Duration.ZERO,
          Duration.ofHours(1));

  public static final Setting<Duration> LOCK_WAIT_MAX =
      Setting.duration(
          "kv.lock-wait.max",
          "The longest wait for a lock that a request may ask for.",
          "30s",
          Duration.ZERO,
          Duration.ofHours(1));

  public static final Setting<Integer> LOCK_MAX_WAITERS =
      Setting.integer(
          "kv.lock.max-waiters",
          "How many writes may wait here for one key's lock; one more is answered 503 with"
              + " Retry-After.",
          128,
          1,
          1_000_000);

  public static final Setting<Integer> LOCK_MAX_WRITES =
      Setting.integer(
          "kv.lock.max-writes",
          "Under a lock manager, how many writes run or wait for their locks at once; one more is"
              + " answered 503 with Retry-After. Fewer than kv.http.threads, so that reads go on"
              + " while writes wait.",
          128,
          1,
          1_000_000);

  public static final Setting<String> PLUGINS =
      Setting.optionalText(
          "kv.plugins",
          "A directory of further plug-ins: each directory in it is one and holds its jars.");

  public static final Setting<Long> MAX_VALUE_SIZE =
      Setting.size("kv.max-value-size", "The largest value that is stored.", "1 MiB", 0, 1L << 30);

  /** What stands between the servlet and the calls on a key. */
  public enum Adapter {
    JAXRS,
    DIRECT
  }

  public static final Setting<Adapter> ADAPTER =
      Setting.choice(
          "kv.http.adapter",
          "What serves the calls on one key: jaxrs (Jersey, as all other calls) or direct (the"
              + " servlet itself; the same answers at less cost).",
          Adapter.JAXRS,
          Adapter.class);

  public static final Setting<Integer> MAX_CONCURRENT_CALLS =
      Setting.integer(
          "kv.http.max-concurrent-calls",
          "How many backend calls run at once; one more is answered 503 with Retry-After.",
          256,
          1,
          1_000_000);

  public static final Setting<Duration> CALL_TIMEOUT =
      Setting.duration(
          "kv.http.call-timeout",
          "How long a backend call may take, apart from its wait for a lock.",
          "10s",
          Duration.ofMillis(1),
          Duration.ofHours(1));

  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(
          "kv.http.idle-timeout",
          "How long a connection may be silent, within a request too (java -jar only).",
          "30s",
          Duration.ofMillis(100),
          Duration.ofHours(1));

  public static final Setting<Long> MAX_HEADER_SIZE =
      Setting.size(
          "kv.http.max-header-size",
          "The longest request line and header fields together (java -jar only).",
          "16 KiB",
          4 << 10,
          1 << 20);

  public static final Setting<Integer> THREADS =
      Setting.integer(
          "kv.http.threads",
          "The most threads that serve requests, where the JDK has no virtual ones (java -jar"
              + " only).",
          200,
          8,
          10_000);

  public static final Setting<Duration> DRAIN_DELAY =
      Setting.duration(
          "kv.http.drain-delay",
          "When stopping, how long /health/ready says 503 while requests are still served, so that"
              + " load balancers notice (java -jar only).",
          "0s",
          Duration.ZERO,
          Duration.ofMinutes(10));

  public static final Setting<Duration> STOP_TIMEOUT =
      Setting.duration(
          "kv.http.stop-timeout",
          "When stopping, how long running requests may take to finish (java -jar only).",
          "10s",
          Duration.ZERO,
          Duration.ofMinutes(10));

  public static final Setting<Boolean> ACCESS_LOG =
      Setting.flag(
          "kv.http.access-log", "Whether each request is logged, by the logger kv.access.", true);

  private static final List<Setting<?>> ALL =
      List.of(
          CONFIG,
          HOST,
          PORT,
          BACKEND,
          LOCK,
          LOCK_WAIT,
          LOCK_WAIT_MAX,
          LOCK_MAX_WAITERS,
          LOCK_MAX_WRITES,
          PLUGINS,
          MAX_VALUE_SIZE,
          ADAPTER,
          MAX_CONCURRENT_CALLS,
          CALL_TIMEOUT,
          IDLE_TIMEOUT,
          MAX_HEADER_SIZE,
          THREADS,
          DRAIN_DELAY,
          STOP_TIMEOUT,
          ACCESS_LOG);

  private HttpSettings() {}

  /** All of them, in the order of the reference file. */
  public static List<Setting<?>> all() {
    return ALL;
  }
}
