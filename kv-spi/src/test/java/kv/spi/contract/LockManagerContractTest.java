package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link LockManager} as tests, one interface per topic. Extend it and say how to
 * open yours, twice on one service. The tests take the lock of the whole store, so nothing else may
 * use the service meanwhile.
 */
public abstract class LockManagerContractTest
    implements GrantContract, QueueContract, LeaseContract, LifeContract, StoreLockContract {

  private final String run = "locks/" + UUID.randomUUID() + "/";
  private Optional<LockManager> locks = Optional.empty();
  private Optional<LockManager> others = Optional.empty();

  /** Opens it, with {@link #maxWaiters}; twice before each test. */
  protected abstract LockManager open();

  /** False where there is only ever one front end: then {@link #open} is called once a test. */
  protected boolean isShared() {
    return true;
  }

  /** How many calls may wait for one key. */
  @Override
  public int maxWaiters() {
    return 8;
  }

  /** The shortest lease that the whole store's lock may have. */
  @Override
  public Duration shortestLease() {
    return Duration.ofMillis(200);
  }

  /** Whether grants have leases that can end. */
  @Override
  public boolean leased() {
    return true;
  }

  /** Ends the lease of {@code grant} in the service, as if its holder had been paused too long. */
  @Override
  public void endLease(Grant grant) {
    throw new UnsupportedOperationException("override it, or say that it is not leased");
  }

  /** Whether the service can lose all that it knows. */
  @Override
  public boolean rebuilt() {
    return false;
  }

  /** Puts a new, empty service in the place of the old one, at the same address. */
  @Override
  public void rebuild() {
    throw new UnsupportedOperationException("override it, or say that it is not rebuilt");
  }

  @BeforeEach
  final void openBoth() {
    locks = Optional.of(open());
    others = isShared() ? Optional.of(open()) : locks;
  }

  @AfterEach
  final void closeBoth() {
    locks.ifPresent(LockManager::close);
    others.ifPresent(LockManager::close);
  }

  @Override
  public final LockManager locks() {
    return locks.orElseThrow(() -> new IllegalStateException("not open"));
  }

  @Override
  public final LockManager others() {
    return others.orElseThrow(() -> new IllegalStateException("not open"));
  }

  @Override
  public final Key key(String name) {
    return Key.utf8(run + name);
  }

  @Test
  final void an_open_one_is_healthy() {
    commit(acquire(key("k")));
    assertThat(locks().health()).isEqualTo(Health.Up.UP);
  }

  @Test
  final void calls_after_the_close_are_refused_as_unavailable() {
    locks().close();
    locks().close();
    assertRefused(Reason.UNAVAILABLE, () -> acquire(key("k")));
    assertRefused(Reason.UNAVAILABLE, () -> look(key("k")));
    assertRefused(Reason.UNAVAILABLE, () -> locks().identity(soon()));
    assertThat(locks().health()).isInstanceOf(Health.Down.class);
  }

  @Test
  final void a_close_ends_the_waiting_calls() {
    Key key = key("k");
    Grant grant = acquire(key);
    CompletableFuture<Grant> waiter = queue(locks(), key, LONG);
    locks().close();
    assertRefused(Reason.UNAVAILABLE, () -> joined(waiter));
    assertThat(grant.isLost()).isTrue();
  }

  private static void joined(CompletableFuture<Grant> waiter) {
    try {
      waiter.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Test
  final void a_closed_one_leaves_no_thread_behind() throws InterruptedException {
    // Or else these could start one of theirs meanwhile.
    locks().close();
    others().close();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (LockManager another = open()) {
      another.commit(acquire(another, key("k"), Duration.ZERO), soon());
    }
    Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    left.removeIf(LifecycleContract::isShared);
    for (Thread thread : left) {
      thread.join(LifecycleContract.TIME_TO_END.toMillis());
      assertThat(thread.isAlive()).as("%s is still alive", thread).isFalse();
    }
  }
}
