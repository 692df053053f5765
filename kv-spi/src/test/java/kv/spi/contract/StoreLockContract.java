package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.StoreLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lock of the whole store. */
interface StoreLockContract extends LocksUnderTest {

  Duration MINUTE = Duration.ofMinutes(1);

  @AfterEach
  default void releaseTheStore() {
    try {
      others().storeLock(soon()).ifPresent(lock -> others().unlockStore(lock.owner(), soon()));
    } catch (NotAppliedException e) {
      assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  @Test
  default void while_it_is_held_nobody_writes_but_what_was_begun_can_be_finished() {
    StoreLock lock = locks().lockStore("ann", MINUTE, Duration.ZERO, soon());
    assertThat(lock.owner()).isEqualTo("ann");
    assertThat(lock.remaining()).isPositive().isLessThanOrEqualTo(MINUTE);
    assertRefused(Reason.LOCKED, () -> acquire(key("k")));
    assertRefused(Reason.LOCKED, () -> acquire(others(), key("k"), Duration.ofMillis(50)));
    Grant finisher = others().acquire(key("k"), Purpose.FINISH, Duration.ZERO, soon());
    assertThat(finisher.revision()).isGreaterThan(lock.revision());
    assertThat(others().commit(finisher, soon())).isEqualTo(Commit.COMMITTED);
    assertThat(locks().unlockStore("ann", soon())).isTrue();
    assertThat(commit(acquire(key("k")))).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void it_is_told_to_all_who_has_it() {
    assertThat(others().storeLock(soon())).isEmpty();
    StoreLock lock = locks().lockStore("ann", MINUTE, Duration.ZERO, soon());
    StoreLock seen = others().storeLock(soon()).orElseThrow();
    assertThat(seen.owner()).isEqualTo("ann");
    assertThat(seen.revision()).isEqualTo(lock.revision());
    locks().unlockStore("ann", soon());
    assertThat(others().storeLock(soon())).isEmpty();
  }

  @Test
  default void it_waits_for_the_keys_that_are_held_and_lets_no_new_ones_in() {
    Grant held = acquire(key("k"));
    CompletableFuture<StoreLock> taking =
        start(() -> others().lockStore("ann", MINUTE, LONG, soon()));
    until("new writers are kept out", () -> isRefused("free"));
    assertThat(taking).isNotDone();
    assertThat(commit(held)).isEqualTo(Commit.COMMITTED);
    assertThat(taking.join().owner()).isEqualTo("ann");
  }

  private boolean isRefused(String name) {
    try {
      commit(acquire(key(name)));
      return false;
    } catch (NotAppliedException e) {
      return e.reason() == Reason.LOCKED;
    }
  }

  @Test
  default void a_wait_in_vain_for_a_key_leaves_it_free() {
    Grant held = acquire(key("k"));
    assertRefused(
        Reason.LOCKED, () -> others().lockStore("ann", MINUTE, Duration.ofMillis(50), soon()));
    assertRefused(Reason.LOCKED, () -> others().lockStore("ann", MINUTE, Duration.ZERO, soon()));
    until("writers are let in", () -> !isRefused("free"));
    assertThat(commit(held)).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void a_writer_that_waits_is_served_when_it_is_released() {
    locks().lockStore("ann", MINUTE, Duration.ZERO, soon());
    CompletableFuture<Grant> waiter = queue(others(), key("k"), LONG);
    assertThat(waiter).isNotDone();
    locks().unlockStore("ann", soon());
    assertThat(others().commit(waiter.join(), soon())).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void only_one_owner_has_it_and_only_that_one_releases_it() {
    locks().lockStore("ann", MINUTE, Duration.ZERO, soon());
    assertRefused(
        Reason.LOCKED, () -> others().lockStore("bob", MINUTE, Duration.ofMillis(50), soon()));
    assertThat(others().unlockStore("bob", soon())).isFalse();
    assertRefused(Reason.LOCKED, () -> acquire(key("k")));
    assertThat(others().unlockStore("ann", soon())).isTrue();
    assertThat(others().unlockStore("ann", soon())).isFalse();
  }

  @Test
  default void its_owner_renews_it_through_any_front_end_and_it_stays_the_same_grant() {
    StoreLock first = locks().lockStore("ann", MINUTE, Duration.ZERO, soon());
    StoreLock second = others().lockStore("ann", MINUTE.multipliedBy(10), Duration.ZERO, soon());
    assertThat(second.revision()).isEqualTo(first.revision());
    assertThat(second.remaining()).isGreaterThan(MINUTE);
  }

  @Test
  default void it_ends_with_its_lease() {
    StoreLock first = locks().lockStore("ann", shortestLease(), Duration.ZERO, soon());
    CompletableFuture<Grant> waiter = queue(others(), key("k"), LONG);
    assertThat(others().commit(waiter.join(), soon())).isEqualTo(Commit.COMMITTED);
    until("nobody has it", () -> locks().storeLock(soon()).isEmpty());
    assertThat(locks().unlockStore("ann", soon())).isFalse();
    StoreLock second = locks().lockStore("ann", MINUTE, LONG, soon());
    assertThat(second.revision()).isGreaterThan(first.revision());
  }

  @Test
  default void the_next_owner_who_waits_gets_it() {
    locks().lockStore("ann", MINUTE, Duration.ZERO, soon());
    CompletableFuture<StoreLock> waiting =
        start(() -> others().lockStore("bob", MINUTE, LONG, soon()));
    assertThat(locks().unlockStore("ann", soon())).isTrue();
    assertThat(waiting.join().owner()).isEqualTo("bob");
  }
}
