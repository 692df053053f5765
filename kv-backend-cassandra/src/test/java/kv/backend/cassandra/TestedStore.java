package kv.backend.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kv.backend.cassandra.DriverError.Ending;
import kv.consistency.cluster.CassandraCluster;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.Put;
import kv.spi.Value;

/** A store on a real cluster, as a client of texts sees it that calls from many threads at once. */
record TestedStore(String keyspace, KvBackend backend) implements AutoCloseable {

  /** For a call that is to succeed, on a machine that does much else. */
  static final Duration PLENTY = Duration.ofSeconds(30);

  /** What is read where there is no value. */
  static final String NOTHING = "nothing";

  static TestedStore open(CassandraCluster cluster, String mode, String keyspace) {
    return open(cluster, Map.of("kv.cassandra.mode", mode, "kv.cassandra.keyspace", keyspace));
  }

  /** With time for changes of the schema, unless {@code settings} say otherwise. */
  static TestedStore open(CassandraCluster cluster, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(Map.of("kv.cassandra.connect-timeout", "60s"));
    all.putAll(settings);
    return new TestedStore(
        settings.getOrDefault("kv.cassandra.keyspace", "kv"),
        new CassandraBackendProvider().open(RealCluster.context(cluster, all)));
  }

  /** How a put ends. */
  Ending put(String key, String value, Duration within) {
    try {
      backend.put(
          Put.of(Key.utf8(key), new Value(Bytes.utf8(value), "text/plain")), Deadline.in(within));
      return Ending.APPLIED;
    } catch (KvException e) {
      return Ending.of(Optional.of(e));
    }
  }

  /** How puts of one value under many keys end, all at once. */
  Map<String, Ending> putAll(List<String> keys, String value, Duration within) {
    return atOnce(keys, key -> put(key, value, within));
  }

  /** Puts one value under many keys, each again until it is acknowledged. */
  void store(List<String> keys, String value) {
    atOnce(
        keys,
        key -> {
          Await.until(
              "a put of " + key, () -> put(key, value, Duration.ofSeconds(10)) == Ending.APPLIED);
          return key;
        });
  }

  /** The value, empty where there is none. */
  Optional<String> get(String key, Duration within) {
    return backend
        .get(Key.utf8(key), Deadline.in(within))
        .map(entry -> new String(entry.value().toArray(), UTF_8));
  }

  /** All values, read at once, each again until there is an answer. */
  Map<String, String> getAll(List<String> keys) {
    return atOnce(
        keys,
        key ->
            Await.first(
                "an answer about " + key,
                () -> {
                  try {
                    return Optional.of(get(key, PLENTY).orElse(NOTHING));
                  } catch (NotAppliedException e) {
                    return Optional.empty();
                  }
                }));
  }

  /** How gets of many keys end, all at once. */
  Map<String, Ending> tryGetAll(List<String> keys, Duration within) {
    return atOnce(
        keys,
        key -> {
          try {
            get(key, within);
            return Ending.APPLIED;
          } catch (KvException e) {
            return Ending.of(Optional.of(e));
          }
        });
  }

  /** What a front end says when it is asked whether it is ready. */
  boolean isReady() {
    return backend.health() instanceof Health.Up;
  }

  private interface Question<T> {
    T of(String key);
  }

  private static <T> Map<String, T> atOnce(List<String> keys, Question<T> question) {
    List<Callable<T>> calls = new ArrayList<>();
    keys.forEach(key -> calls.add(() -> question.of(key)));
    ExecutorService clients = Executors.newFixedThreadPool(keys.size());
    try {
      List<Future<T>> running = clients.invokeAll(calls);
      Map<String, T> answers = new TreeMap<>();
      for (int i = 0; i < keys.size(); i++) {
        answers.put(keys.get(i), running.get(i).get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      clients.shutdownNow();
    }
  }

  @Override
  public void close() {
    backend.close();
  }
}
