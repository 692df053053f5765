package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.consistency.cluster.EtcdMember;
import kv.spi.Deadline;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a front end does while etcd, or the way to it, is in trouble. */
@TestInstance(Lifecycle.PER_CLASS)
final class EtcdFaultsIT {

  private static final Path DIRECTORY = Path.of("target", "clusters", "faults");
  private static final Key KEY = Key.utf8("k");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final EtcdCluster cluster = EtcdCluster.start(DIRECTORY, EtcdConfiguration.ofMachine());
  private String namespace = "/faults/";
  private LockManager other = open(Map.of());

  @BeforeAll
  void closeTheFirst() {
    other.close();
  }

  @BeforeEach
  void open() {
    namespace = "/faults/" + UUID.randomUUID() + "/";
    other = open(Map.of());
  }

  @AfterEach
  void heal() {
    other.close();
    cluster.startAll();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  private LockManager open(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kv.etcd.namespace", namespace);
    settings.put("kv.etcd.lease", "5m");
    settings.putAll(more);
    return RealEtcd.open(cluster, settings);
  }

  /** A front end behind a network that can be stopped. */
  private LockManager behind(Network network) {
    return behind(network, "5m");
  }

  private LockManager behind(Network network, String lease) {
    LockManager locks =
        open(Map.of("kv.etcd.endpoints", network.endpoints(), "kv.etcd.lease", lease));
    // So that it has its lease, and knows the identity.
    assertThat(locks.commit(acquire(locks, "first"), in(LONG))).isEqualTo(Commit.COMMITTED);
    return locks;
  }

  @Test
  void while_etcd_is_down_calls_end_as_unavailable_and_once_it_is_back_all_works() {
    assertThat(other.commit(acquire(other, "k"), in(LONG))).isEqualTo(Commit.COMMITTED);
    cluster.stopAll();
    assertUnavailable(() -> acquire(other, "k"));
    assertUnavailable(() -> other.look(KEY, in(LONG)));
    assertUnavailable(() -> other.identity(in(LONG)));
    RealEtcd.until("it says so", () -> other.health() instanceof Health.Down);
    cluster.startAll();
    RealEtcd.until("it works again", () -> commits(other));
    RealEtcd.until("it says so", () -> other.health() == Health.Up.UP);
  }

  @Test
  void one_opened_while_etcd_is_down_works_once_it_is_up() {
    cluster.stopAll();
    try (LockManager locks = open(Map.of())) {
      assertThat(locks.health()).isInstanceOf(Health.Down.class);
      assertUnavailable(() -> acquire(locks, "k"));
      cluster.startAll();
      RealEtcd.until("it works", () -> commits(locks));
    }
  }

  @Test
  void a_member_that_is_down_or_paused_is_made_up_for_by_another() {
    for (EtcdMember member : cluster.members()) {
      member.kill();
      RealEtcd.until("it works without " + member, () -> commits(other));
      member.start();
      cluster.awaitHealthy();
      member.pause();
      RealEtcd.until("it works beside " + member, () -> commits(other));
      member.resume();
      cluster.awaitHealthy();
    }
  }

  @Test
  void while_leaders_are_killed_no_two_front_ends_have_the_key_and_tokens_grow() {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong last = new AtomicLong();
    try (LockManager another = open(Map.of())) {
      List<CompletableFuture<Long>> clients =
          List.of(other, another, other, another).stream()
              .map(locks -> start(() -> takeTurns(locks, stop, last)))
              .toList();
      for (int i = 0; i < 2; i++) {
        long before = last.get();
        RealEtcd.until("there are grants", () -> last.get() > before + 20);
        EtcdMember leader = cluster.leader().orElseThrow();
        leader.kill();
        long after = last.get();
        RealEtcd.until("there are grants again", () -> last.get() > after + 20);
        leader.start();
        cluster.awaitHealthy();
      }
      stop.set(true);
      assertThat(clients).allSatisfy(client -> assertThat(client.join()).isPositive());
    }
  }

  private long takeTurns(LockManager locks, AtomicBoolean stop, AtomicLong last) {
    long committed = 0;
    while (!stop.get()) {
      try {
        Grant grant = locks.acquire(KEY, Purpose.WRITE, LONG, in(LONG));
        // Leases are not ended here, so whoever is granted the key is alone until he commits.
        long before = last.get();
        assertThat(grant.revision()).isGreaterThan(before);
        assertThat(last.compareAndSet(before, grant.revision())).isTrue();
        locks.commit(grant, in(LONG));
        committed++;
      } catch (NotAppliedException | OutcomeUnknownException e) {
        assertThat(e).isInstanceOf(KvException.class);
      }
    }
    return committed;
  }

  @Test
  void a_holder_that_was_paused_past_its_lease_knows_and_has_lost_the_key_to_who_waited()
      throws IOException {
    try (Network network = new Network(cluster);
        LockManager paused = behind(network, "5s")) {
      Grant grant = acquire(paused, "k");
      CompletableFuture<Boolean> told = new CompletableFuture<>();
      grant.whenLost(() -> told.complete(true));
      network.stopAll();
      Grant next = other.acquire(KEY, Purpose.WRITE, LONG, in(LONG));
      assertThat(grant.isLost()).as("lost by its own clock before etcd ends it").isTrue();
      RealEtcd.until("it is told", told::isDone);
      assertThat(next.unclean()).isTrue();
      assertThat(next.revision()).isGreaterThan(grant.revision());
      network.go();
      assertThat(eventually(() -> paused.commit(grant, in(LONG)))).isEqualTo(Commit.LOST);
      assertThat(other.commit(next, in(LONG))).isEqualTo(Commit.COMMITTED);
      RealEtcd.until("it works again", () -> commits(paused));
    }
  }

  @Test
  void an_acquire_that_was_not_answered_leaves_no_lock_behind() throws IOException, EtcdFailure {
    try (Network network = new Network(cluster);
        LockManager locks = behind(network)) {
      network.stopAnswers();
      assertUnavailable(() -> locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, in(SHORT)));
      RealEtcd.until(
          "it was done all the same", () -> other.look(KEY, in(LONG)).state() != State.DECIDED);
      network.go();
      Grant next = other.acquire(KEY, Purpose.WRITE, LONG, in(LONG));
      assertThat(other.commit(next, in(LONG))).isEqualTo(Commit.COMMITTED);
      RealEtcd.until("it works again", () -> commits(locks));
    }
  }

  @Test
  void an_acquire_that_arrives_after_its_end_can_do_nothing_since_its_lease_is_ended()
      throws IOException, EtcdFailure {
    try (Network network = new Network(cluster);
        LockManager locks = behind(network, "5m");
        Connection connection = RealEtcd.connect(cluster)) {
      List<String> before = sessions(connection);
      Grant kept = acquire(locks, "kept");
      network.stopAll();
      assertUnavailable(() -> locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, in(SHORT)));
      network.go();
      RealEtcd.until("it works again", () -> commits(locks));
      assertThat(sessions(connection))
          .as("the lease lasts as long as what is held under it, beside a new one")
          .containsAll(before)
          .hasSize(before.size() + 1);
      assertThat(locks.commit(kept, in(LONG))).isEqualTo(Commit.COMMITTED);
      RealEtcd.until("the lease is ended", () -> !sessions(connection).containsAll(before));
      Grant next = other.acquire(KEY, Purpose.WRITE, LONG, in(LONG));
      assertThat(other.commit(next, in(LONG))).isEqualTo(Commit.COMMITTED);
    }
  }

  /** The leases of the front ends that there are. */
  private List<String> sessions(Connection connection) {
    try {
      return RealEtcd.names(connection, namespace + "session/");
    } catch (EtcdFailure e) {
      throw new AssertionError("etcd could not be asked", e);
    }
  }

  @Test
  void one_that_waits_in_vain_while_it_is_cut_off_holds_up_nobody() throws IOException {
    try (Network network = new Network(cluster);
        LockManager locks = behind(network, "5s")) {
      Grant held = acquire(other, "k");
      CompletableFuture<Grant> waiter =
          start(() -> locks.acquire(KEY, Purpose.WRITE, LONG, in(Duration.ofSeconds(3))));
      RealEtcd.until("it waits", () -> locks.waiting(KEY) == 1);
      network.stopAll();
      RealEtcd.until("it gives up", waiter::isCompletedExceptionally);
      assertThat(other.commit(held, in(LONG))).isEqualTo(Commit.COMMITTED);
      Grant next = other.acquire(KEY, Purpose.WRITE, LONG, in(LONG));
      assertThat(other.commit(next, in(LONG))).isEqualTo(Commit.COMMITTED);
      network.go();
      RealEtcd.until("it works again", () -> commits(locks));
    }
  }

  @Test
  void a_commit_that_was_not_answered_is_unknown_and_once_it_is_it_is_known() throws IOException {
    try (Network network = new Network(cluster);
        LockManager locks = behind(network)) {
      Grant grant = acquire(locks, "k");
      network.stopAnswers();
      assertThatThrownBy(() -> locks.commit(grant, in(SHORT)))
          .isInstanceOf(OutcomeUnknownException.class);
      RealEtcd.until("it was done", () -> other.look(KEY, in(LONG)).state() == State.DECIDED);
      network.go();
      assertThat(eventually(() -> locks.commit(grant, in(LONG)))).isEqualTo(Commit.COMMITTED);
    }
  }

  @Test
  void a_commit_that_arrives_after_the_end_of_its_lease_is_unknown_first_and_then_lost()
      throws IOException, EtcdFailure {
    try (Network network = new Network(cluster);
        LockManager locks = behind(network)) {
      Grant grant = acquire(locks, "k");
      network.stopAll();
      assertThatThrownBy(() -> locks.commit(grant, in(SHORT)))
          .isInstanceOf(OutcomeUnknownException.class);
      RealEtcd.endLease(cluster, namespace, grant);
      network.go();
      assertThat(eventually(() -> locks.commit(grant, in(LONG)))).isEqualTo(Commit.LOST);
      Grant next = other.acquire(KEY, Purpose.WRITE, LONG, in(LONG));
      assertThat(next.unclean()).isTrue();
    }
  }

  @Test
  void a_stores_lock_that_was_not_had_in_the_calls_time_keeps_nobody_out() {
    Grant held = acquire(other, "k");
    try (LockManager another = open(Map.of())) {
      assertThatThrownBy(() -> another.lockStore("ann", LONG, LONG, in(SHORT)))
          .isInstanceOfSatisfying(
              NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
      RealEtcd.until("writers are let in", () -> commits(other));
    }
    assertThat(other.commit(held, in(LONG))).isEqualTo(Commit.COMMITTED);
  }

  @Test
  void a_stores_lock_whose_answer_was_lost_keeps_nobody_out() throws IOException {
    try (Network network = new Network(cluster);
        LockManager locks = behind(network)) {
      network.stopAnswers();
      assertUnavailable(() -> locks.lockStore("ann", LONG, LONG, in(SHORT)));
      network.go();
      RealEtcd.until("writers are let in", () -> commits(other));
      assertThat(other.storeLock(in(LONG))).isEmpty();
    }
  }

  @Test
  void an_etcd_restored_from_a_backup_begins_a_new_life_before_it_grants_anything()
      throws IOException {
    assertThat(other.commit(acquire(other, "k"), in(LONG))).isEqualTo(Commit.COMMITTED);
    cluster.stopAll();
    Backup backup = Backup.of(DIRECTORY);
    cluster.startAll();
    for (int i = 0; i < 5; i++) {
      RealEtcd.until("it works", () -> commits(other));
    }
    String before = other.identity(in(LONG));
    cluster.stopAll();
    backup.restore();
    cluster.startAll();
    Grant grant = eventually(() -> other.acquire(KEY, Purpose.WRITE, LONG, in(LONG)));
    assertThat(grant.identity()).isNotEqualTo(before);
    assertThat(other.identity(in(LONG))).isEqualTo(grant.identity());
    assertThat(other.commit(grant, in(LONG))).isEqualTo(Commit.COMMITTED);
  }

  private static Deadline in(Duration time) {
    return Deadline.in(time);
  }

  private static Grant acquire(LockManager locks, String key) {
    return locks.acquire(Key.utf8(key), Purpose.WRITE, Duration.ZERO, in(LONG));
  }

  private static boolean commits(LockManager locks) {
    try {
      return locks.commit(acquire(locks, "probe"), in(LONG)) == Commit.COMMITTED;
    } catch (NotAppliedException | OutcomeUnknownException e) {
      return false;
    }
  }

  private static void assertUnavailable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }

  /** What {@code call} returns once it does: connections may have to be made anew. */
  private static <T> T eventually(java.util.function.Supplier<T> call) {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<T> result = new CompletableFuture<>();
    RealEtcd.until(
        "the call returns",
        () -> {
          try {
            result.complete(call.get());
            done.set(true);
          } catch (NotAppliedException | OutcomeUnknownException e) {
            return false;
          }
          return done.get();
        });
    return result.join();
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
            "faults");
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
