package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kv.consistency.cluster.EtcdCluster;
import kv.lock.etcd.Connection.Repeat;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queues in which something happens: beyond the contract, what this one is made of. */
@ExtendWith(RealEtcd.class)
final class EtcdQueueIT {

  private static final Key KEY = Key.utf8("k");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final EtcdCluster cluster;
  private final String namespace = "/queue/" + UUID.randomUUID() + "/";
  private final LockManager locks;
  private final LockManager others;

  EtcdQueueIT(EtcdCluster cluster) {
    this.cluster = cluster;
    this.locks = open(Map.of());
    this.others = open(Map.of());
  }

  private LockManager open(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kv.etcd.namespace", namespace);
    settings.put("kv.etcd.lease", "5m");
    settings.putAll(more);
    return RealEtcd.open(cluster, settings);
  }

  @BeforeEach
  void warm() {
    for (LockManager each : List.of(locks, others)) {
      commit(each, each.acquire(KEY, Purpose.WRITE, LONG, RealEtcd.soon()));
    }
  }

  @AfterEach
  void close() {
    locks.close();
    others.close();
  }

  @Test
  void while_the_store_is_locked_who_finishes_passes_the_writers_who_wait() {
    locks.lockStore("ann", MINUTE, Duration.ZERO, RealEtcd.soon());
    CompletableFuture<Grant> writer = queue(others, Purpose.WRITE);
    Grant finisher = locks.acquire(KEY, Purpose.FINISH, Duration.ZERO, RealEtcd.soon());
    CompletableFuture<Grant> second = queue(others, Purpose.FINISH);
    CompletableFuture<Grant> third = queue(locks, Purpose.FINISH);
    commit(locks, finisher);
    commit(others, second.join());
    commit(locks, third.join());
    assertThat(writer).isNotDone();
    locks.unlockStore("ann", RealEtcd.soon());
    commit(others, writer.join());
  }

  @Test
  void while_the_store_is_locked_an_abandoned_key_goes_to_who_finishes() {
    locks.lockStore("ann", MINUTE, Duration.ZERO, RealEtcd.soon());
    Grant held = locks.acquire(KEY, Purpose.FINISH, Duration.ZERO, RealEtcd.soon());
    CompletableFuture<Grant> writer = queue(others, Purpose.WRITE);
    CompletableFuture<Grant> finisher = queue(others, Purpose.FINISH);
    locks.abandon(held);
    assertThat(finisher.join().unclean()).isTrue();
    assertThat(writer).isNotDone();
    commit(others, finisher.join());
    locks.unlockStore("ann", RealEtcd.soon());
    assertThat(writer.join().unclean()).isFalse();
    commit(others, writer.join());
  }

  @Test
  void while_it_is_not_locked_all_are_served_in_the_order_in_which_they_came() {
    Grant held = locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, RealEtcd.soon());
    CompletableFuture<Grant> writer = queue(others, Purpose.WRITE);
    CompletableFuture<Grant> finisher = queue(locks, Purpose.FINISH);
    CompletableFuture<Grant> last = queue(others, Purpose.WRITE);
    assertThatThrownBy(() -> locks.acquire(KEY, Purpose.FINISH, Duration.ZERO, RealEtcd.soon()))
        .isInstanceOf(NotAppliedException.class);
    commit(locks, held);
    commit(others, writer.join());
    assertThat(last).isNotDone();
    commit(locks, finisher.join());
    commit(others, last.join());
  }

  @Test
  void a_key_is_not_handed_to_a_writer_while_the_store_is_being_locked() {
    Grant held = locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, RealEtcd.soon());
    CompletableFuture<Grant> writer = queue(locks, Purpose.WRITE);
    CompletableFuture<String> taking =
        start(() -> others.lockStore("ann", MINUTE, LONG, RealEtcd.soon()).owner());
    until("it is being taken", () -> isRefused(Key.utf8("another")));
    commit(locks, held);
    assertThat(taking.join()).isEqualTo("ann");
    assertThat(writer).isNotDone();
    others.unlockStore("ann", RealEtcd.soon());
    commit(locks, writer.join());
  }

  private boolean isRefused(Key key) {
    try {
      commit(others, others.acquire(key, Purpose.WRITE, Duration.ZERO, RealEtcd.soon()));
      return false;
    } catch (NotAppliedException e) {
      return true;
    }
  }

  @Test
  void who_waits_keeps_the_place_in_a_new_life() {
    Grant held = locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, RealEtcd.soon());
    CompletableFuture<Grant> first = queue(others, Purpose.WRITE);
    CompletableFuture<Grant> second = queue(locks, Purpose.WRITE);
    locks.startNewLife(held.identity(), RealEtcd.soon());
    assertThat(locks.commit(held, RealEtcd.soon())).isEqualTo(Commit.LOST);
    assertThat(first.join().identity()).isNotEqualTo(held.identity());
    assertThat(first.join().unclean()).isTrue();
    assertThat(second).isNotDone();
    commit(others, first.join());
    assertThat(second.join().identity()).isEqualTo(first.join().identity());
    commit(locks, second.join());
  }

  @Test
  void who_loses_the_lease_while_waiting_waits_anew() throws EtcdFailure {
    Grant held = locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, RealEtcd.soon());
    List<String> before;
    try (Connection connection = RealEtcd.connect(cluster)) {
      before = RealEtcd.names(connection, namespace + "session/");
      try (LockManager third = open(Map.of())) {
        CompletableFuture<Grant> waiter = queue(third, Purpose.WRITE);
        List<String> now = RealEtcd.names(connection, namespace + "session/");
        String mine = now.stream().filter(name -> !before.contains(name)).findFirst().orElseThrow();
        long lease = Long.parseLong(mine.substring(mine.lastIndexOf('/') + 1), 16);
        connection.call(
            LeaseGrpc.getLeaseRevokeMethod(),
            LeaseRevokeRequest.newBuilder().setID(lease).build(),
            Repeat.SAFE,
            RealEtcd.soon());
        until("it has a place again", () -> places(connection) == 1);
        commit(locks, held);
        commit(third, waiter.join());
      }
    }
  }

  private int places(Connection connection) {
    try {
      return RealEtcd.names(connection, namespace + "lock/k/").stream()
          .mapToInt(name -> name.endsWith("/") ? 0 : 1)
          .sum();
    } catch (EtcdFailure e) {
      throw new AssertionError("etcd could not be asked", e);
    }
  }

  @Test
  void the_place_of_a_front_end_that_is_closed_holds_up_nobody() {
    Grant held = locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, RealEtcd.soon());
    CompletableFuture<Grant> first = queue(others, Purpose.WRITE);
    CompletableFuture<Grant> second = queue(locks, Purpose.WRITE);
    others.close();
    assertThatThrownBy(first::join).hasCauseInstanceOf(NotAppliedException.class);
    commit(locks, held);
    commit(locks, second.join());
  }

  @Test
  void the_place_of_a_front_end_that_is_gone_ends_with_its_lease() throws IOException {
    Grant held = locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, RealEtcd.soon());
    try (Network network = new Network(cluster);
        LockManager gone =
            open(Map.of("kv.etcd.endpoints", network.endpoints(), "kv.etcd.lease", "5s"))) {
      CompletableFuture<Grant> first = queue(gone, Purpose.WRITE);
      CompletableFuture<Grant> second = queue(others, Purpose.WRITE);
      network.stopAll();
      commit(locks, held);
      commit(others, second.join());
      network.go();
      Grant late = first.join();
      assertThat(late.revision()).isGreaterThan(second.join().revision());
      commit(gone, late);
    }
  }

  @Test
  void nothing_is_left_of_a_queue_once_all_are_served() throws EtcdFailure {
    try (Connection connection = RealEtcd.connect(cluster)) {
      Grant held = locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, RealEtcd.soon());
      CompletableFuture<Grant> waiter = queue(others, Purpose.WRITE);
      commit(locks, held);
      commit(others, waiter.join());
      assertThat(RealEtcd.names(connection, namespace + "lock/")).isEmpty();
      assertThat(RealEtcd.names(connection, namespace + "intent/")).isEmpty();
      assertThat(locks.look(KEY, RealEtcd.soon()).state()).isEqualTo(State.DECIDED);
    }
  }

  private static void commit(LockManager from, Grant grant) {
    assertThat(from.commit(grant, RealEtcd.soon())).isEqualTo(Commit.COMMITTED);
  }

  /** A call that waits, once it has its place. */
  private static CompletableFuture<Grant> queue(LockManager from, Purpose purpose) {
    int before = from.waiting(KEY);
    CompletableFuture<Grant> waiter =
        start(() -> from.acquire(KEY, purpose, LONG, RealEtcd.soon()));
    until("it has its place", () -> from.waiting(KEY) > before);
    return waiter;
  }

  private static void until(String what, BooleanSupplier state) {
    long start = System.nanoTime();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as("waited in vain until %s", what)
          .isLessThan(LONG.toNanos());
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static <T> CompletableFuture<T> start(java.util.function.Supplier<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(call.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "queue");
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
