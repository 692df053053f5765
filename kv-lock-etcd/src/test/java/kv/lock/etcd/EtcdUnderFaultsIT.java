package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.consistency.cluster.EtcdMember;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.OutcomeUnknownException;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import org.junit.jupiter.api.Test;

/**
 * Three front ends, each behind a network of its own, want one key while networks stop and members
 * are paused and killed. What they were told is checked afterwards. The seed decides the faults and
 * what each call asks for, not how they meet.
 */
final class EtcdUnderFaultsIT {

  private static final long SEED = 1;
  private static final int FRONT_ENDS = 3;
  private static final int CALLERS = 3;
  private static final Duration DURATION = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Key KEY = Key.utf8("k");

  /** How a grant ended. */
  private enum End {
    COMMITTED,
    UNKNOWN,
    ABANDONED
  }

  /**
   * @param granted when it was known, in nanoseconds
   * @param ending when it was first asked to be ended
   */
  private record Held(Grant grant, long granted, long ending, End end) {}

  private final AtomicBoolean stop = new AtomicBoolean();
  private final Queue<Held> all = new ConcurrentLinkedQueue<>();

  @Test
  void no_commit_succeeds_after_the_next_grant_and_nothing_undecided_is_handed_over_as_clean()
      throws Exception {
    Random random = new Random(SEED);
    try (EtcdCluster cluster =
        EtcdCluster.start(
            Path.of("target", "clusters", "under-faults"), EtcdConfiguration.ofMachine())) {
      List<Network> networks = new ArrayList<>();
      List<LockManager> frontEnds = new ArrayList<>();
      List<Thread> callers = new ArrayList<>();
      try {
        for (int i = 0; i < FRONT_ENDS; i++) {
          Network network = new Network(cluster);
          networks.add(network);
          LockManager locks =
              RealEtcd.open(
                  cluster,
                  Map.of(
                      "kv.etcd.endpoints", network.endpoints(),
                      "kv.etcd.lease", "5s",
                      "kv.etcd.request-timeout", "1s"));
          frontEnds.add(locks);
          for (int j = 0; j < CALLERS; j++) {
            Random choices = new Random(random.nextLong());
            callers.add(new Thread(() -> call(locks, choices), "caller-" + i + "-" + j));
          }
        }
        callers.forEach(Thread::start);
        trouble(cluster, networks, random);
        stop.set(true);
        for (Thread caller : callers) {
          caller.join(LONG.toMillis());
          assertThat(caller.isAlive()).as("%s ends", caller).isFalse();
        }
        check();
        for (LockManager locks : frontEnds) {
          assertThat(isHadInTheEnd(locks)).isTrue();
        }
      } finally {
        stop.set(true);
        frontEnds.forEach(LockManager::close);
        networks.forEach(Network::close);
      }
    }
  }

  private void call(LockManager locks, Random choices) {
    while (!stop.get()) {
      Purpose purpose = choices.nextInt(10) == 0 ? Purpose.FINISH : Purpose.WRITE;
      Duration wait = Duration.ofMillis(choices.nextInt(3) == 0 ? 0 : choices.nextInt(3000));
      Grant grant;
      try {
        grant = locks.acquire(KEY, purpose, wait, within(200 + choices.nextInt(4000)));
      } catch (NotAppliedException e) {
        pause(choices.nextInt(20));
        continue;
      }
      long granted = System.nanoTime();
      if (choices.nextInt(10) == 0) {
        pause(choices.nextInt(3000));
      }
      long ending = System.nanoTime();
      all.add(new Held(grant, granted, ending, end(locks, grant, choices)));
    }
  }

  private static End end(LockManager locks, Grant grant, Random choices) {
    if (choices.nextInt(15) == 0) {
      locks.abandon(grant);
      return End.ABANDONED;
    }
    boolean unknown = false;
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        Commit commit = locks.commit(grant, within(100 + choices.nextInt(3000)));
        return commit == Commit.COMMITTED ? End.COMMITTED : End.UNKNOWN;
      } catch (OutcomeUnknownException e) {
        unknown = true;
      } catch (NotAppliedException e) {
        pause(choices.nextInt(20));
      }
    }
    locks.abandon(grant);
    return unknown ? End.UNKNOWN : End.ABANDONED;
  }

  private static void trouble(EtcdCluster cluster, List<Network> networks, Random random) {
    Optional<EtcdMember> down = Optional.empty();
    long start = System.nanoTime();
    while (System.nanoTime() - start < DURATION.toNanos()) {
      pause(100 + random.nextInt(900));
      Network network = networks.get(random.nextInt(networks.size()));
      switch (random.nextInt(8)) {
        case 0 -> network.stopAll();
        case 1 -> network.stopAnswers();
        case 2 -> {
          if (down.isEmpty()) {
            down = Optional.of(cluster.member(random.nextInt(3)));
            down.get().pause();
          }
        }
        case 3 -> {
          if (down.isEmpty()) {
            down = Optional.of(cluster.member(random.nextInt(3)));
            down.get().kill();
          }
        }
        case 4 -> {
          down.ifPresent(EtcdUnderFaultsIT::heal);
          down = Optional.empty();
        }
        default -> networks.forEach(Network::go);
      }
    }
    networks.forEach(Network::go);
    down.ifPresent(EtcdUnderFaultsIT::heal);
    cluster.awaitHealthy();
  }

  private static void heal(EtcdMember member) {
    if (member.isAlive()) {
      member.resume();
    } else {
      member.start();
    }
  }

  private void check() {
    List<Held> held =
        all.stream().sorted(Comparator.comparingLong((Held it) -> it.grant().revision())).toList();
    assertThat(held.stream().filter(it -> it.end() == End.COMMITTED).count())
        .as("commits, or else nothing was tested")
        .isGreaterThan(5);
    for (int i = 0; i + 1 < held.size(); i++) {
      Held one = held.get(i);
      Held next = held.get(i + 1);
      assertThat(next.grant().revision()).isGreaterThan(one.grant().revision());
      if (one.end() == End.COMMITTED) {
        assertThat(held.subList(i + 1, held.size()))
            .as("grants known before %s was to be committed", one)
            .noneMatch(later -> later.granted() < one.ending());
      }
      // A commit that is lost may have been done before it was asked for again.
      if (one.end() == End.ABANDONED) {
        assertThat(next.grant().unclean()).as("%s after %s", next, one).isTrue();
      }
    }
  }

  private static boolean isHadInTheEnd(LockManager locks) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < LONG.toNanos()) {
      try {
        Grant grant = locks.acquire(KEY, Purpose.WRITE, LONG, within(20_000));
        if (locks.commit(grant, within(20_000)) == Commit.COMMITTED) {
          return true;
        }
      } catch (NotAppliedException | OutcomeUnknownException e) {
        pause(10);
      }
    }
    return false;
  }

  private static Deadline within(int millis) {
    return Deadline.in(Duration.ofMillis(millis));
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    }
  }
}
