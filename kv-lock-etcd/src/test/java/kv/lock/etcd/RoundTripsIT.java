package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.consistency.cluster.EtcdMember;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.OutcomeUnknownException;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import org.junit.jupiter.api.Test;

/** How many requests etcd gets, as it counts them itself. */
final class RoundTripsIT {

  private static final int TIMES = 20;
  private static final Pattern STARTED =
      Pattern.compile("grpc_server_started_total\\{grpc_method=\"(\\w+)\".*\\} (\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void a_free_key_takes_one_transaction_to_acquire_and_one_to_commit() throws Exception {
    Path directory = Path.of("target", "clusters", "round-trips");
    try (EtcdCluster cluster = EtcdCluster.start(directory, EtcdConfiguration.ofMachine());
        LockManager locks = RealEtcd.open(cluster, Map.of("kv.etcd.lease", "5m"))) {
      lockAndCommit(locks, Duration.ZERO);
      Map<String, Long> before = requests(cluster);
      for (int i = 0; i < TIMES; i++) {
        lockAndCommit(locks, i % 2 == 0 ? Duration.ZERO : Duration.ofSeconds(10));
      }
      assertThat(since(before, requests(cluster))).isEqualTo(Map.of("Txn", 2L * TIMES));
    }
  }

  @Test
  void a_key_that_is_waited_for_is_handed_over_by_the_commit() throws Exception {
    Path directory = Path.of("target", "clusters", "round-trips-waiting");
    try (EtcdCluster cluster = EtcdCluster.start(directory, EtcdConfiguration.ofMachine());
        LockManager locks = RealEtcd.open(cluster, Map.of("kv.etcd.lease", "5m"))) {
      Grant held = acquire(locks, Duration.ZERO);
      Map<String, Long> before = requests(cluster);
      for (int i = 0; i < TIMES; i++) {
        CompletableFuture<Grant> waiter =
            CompletableFuture.supplyAsync(() -> acquire(locks, Duration.ofSeconds(30)));
        while (locks.waiting(Key.utf8("k")) == 0 && !waiter.isDone()) {
          Thread.onSpinWait();
        }
        assertThat(locks.commit(held, RealEtcd.soon())).isEqualTo(Commit.COMMITTED);
        held = waiter.join();
      }
      Map<String, Long> requests = since(before, requests(cluster));
      // A place and a commit each; and a turn where the watch did not know the place yet.
      assertThat(requests.get("Txn")).isBetween(2L * TIMES, 3L * TIMES - 1);
      assertThat(requests.getOrDefault("Watch", 0L)).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void the_leader_is_asked_and_its_successor_after_it() throws Exception {
    Path directory = Path.of("target", "clusters", "round-trips-leader");
    try (EtcdCluster cluster = EtcdCluster.start(directory, EtcdConfiguration.ofMachine());
        LockManager locks = RealEtcd.open(cluster, Map.of("kv.etcd.lease", "5m"))) {
      EtcdMember first = cluster.leader().orElseThrow();
      RealEtcd.until("the leader is asked", () -> whoIsAsked(cluster, locks).equals(Set.of(first)));
      first.kill();
      RealEtcd.until(
          "its successor is asked",
          () -> {
            Set<EtcdMember> asked = whoIsAsked(cluster, locks);
            return asked.equals(cluster.leader().map(Set::of).orElse(Set.of(first)));
          });
    }
  }

  /** The members that a lock and a commit go to. */
  private Set<EtcdMember> whoIsAsked(EtcdCluster cluster, LockManager locks) {
    Map<EtcdMember, Long> before = transactions(cluster);
    try {
      lockAndCommit(locks, Duration.ZERO);
    } catch (NotAppliedException | OutcomeUnknownException e) {
      return Set.of();
    }
    Map<EtcdMember, Long> after = transactions(cluster);
    return after.entrySet().stream()
        .filter(each -> each.getValue() > before.getOrDefault(each.getKey(), 0L))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static void lockAndCommit(LockManager locks, Duration wait) {
    assertThat(locks.commit(acquire(locks, wait), RealEtcd.soon())).isEqualTo(Commit.COMMITTED);
  }

  private static Grant acquire(LockManager locks, Duration wait) {
    return locks.acquire(Key.utf8("k"), Purpose.WRITE, wait, RealEtcd.soon());
  }

  private Map<String, Long> requests(EtcdCluster cluster) {
    Map<String, Long> all = new TreeMap<>();
    cluster
        .members()
        .forEach(member -> requests(member).forEach((k, v) -> all.merge(k, v, Long::sum)));
    assertThat(all).containsKey("Txn");
    return all;
  }

  /** Of those that run. */
  private Map<EtcdMember, Long> transactions(EtcdCluster cluster) {
    Map<EtcdMember, Long> all = new HashMap<>();
    cluster.members().stream()
        .filter(EtcdMember::isAlive)
        .forEach(member -> all.put(member, requests(member).getOrDefault("Txn", 0L)));
    return all;
  }

  private Map<String, Long> requests(EtcdMember member) {
    URI metrics = URI.create("http://" + member.address() + ":2381/metrics");
    Map<String, Long> all = new TreeMap<>();
    try {
      String text =
          http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
      Matcher line = STARTED.matcher(text);
      while (line.find()) {
        all.merge(line.group(1), Long.parseLong(line.group(2)), Long::sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return all;
  }

  private static Map<String, Long> since(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> more = new TreeMap<>(after);
    before.forEach((method, count) -> more.merge(method, -count, Long::sum));
    more.values().removeIf(count -> count == 0);
    // Of the front end, whether it has anything to do or not.
    more.remove("LeaseKeepAlive");
    more.remove("Status");
    more.remove("Range");
    return more;
  }
}
