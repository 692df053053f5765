package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import kv.spi.Key;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Commit;
import org.junit.jupiter.api.Test;

/** Waiting for a key: first come, first served. */
interface QueueContract extends LocksUnderTest {

  @Test
  default void a_wait_in_vain_ends_as_locked_and_leaves_nothing_behind() {
    Grant grant = acquire(key("k"));
    assertRefused(Reason.LOCKED, () -> acquire(locks(), key("k"), Duration.ofMillis(50)));
    assertThat(locks().waiting(key("k"))).isZero();
    commit(grant);
    assertThat(commit(acquire(key("k")))).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void those_who_wait_are_granted_in_the_order_in_which_they_came() {
    Key key = key("k");
    Grant held = acquire(key);
    List<CompletableFuture<Grant>> waiters = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      waiters.add(queue(i % 2 == 0 ? locks() : others(), key, LONG));
    }
    for (CompletableFuture<Grant> waiter : waiters) {
      assertThat(waiter).isNotDone();
      assertThat(commit(held)).isEqualTo(Commit.COMMITTED);
      Grant next = waiter.join();
      assertThat(next.revision()).isGreaterThan(held.revision());
      assertThat(next.unclean()).isFalse();
      held = next;
    }
    commit(held);
  }

  @Test
  default void whoever_does_not_wait_never_overtakes_one_who_does() {
    Key key = key("k");
    for (int i = 0; i < 10; i++) {
      Grant held = acquire(key);
      CompletableFuture<Grant> waiter = queue(locks(), key, LONG);
      commit(held);
      assertRefused(Reason.LOCKED, () -> acquire(others(), key, Duration.ZERO));
      commit(waiter.join());
    }
  }

  @Test
  default void one_who_stops_waiting_does_not_hold_up_the_next() {
    Key key = key("k");
    Grant held = acquire(key);
    CompletableFuture<Grant> first = queue(locks(), key, Duration.ofMillis(200));
    CompletableFuture<Grant> second = queue(others(), key, LONG);
    until("the first gives up", first::isCompletedExceptionally);
    commit(held);
    assertThat(commit(second.join())).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void the_next_after_an_abandoned_grant_is_served_uncleanly() {
    Key key = key("k");
    Grant held = acquire(key);
    CompletableFuture<Grant> waiter = queue(others(), key, LONG);
    locks().abandon(held);
    assertThat(waiter.join().unclean()).isTrue();
    assertThat(commit(waiter.join())).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void more_than_may_wait_for_a_key_are_refused_as_overload() {
    Key key = key("k");
    Grant held = acquire(key);
    List<CompletableFuture<Grant>> waiters = new ArrayList<>();
    for (int i = 0; i < maxWaiters(); i++) {
      waiters.add(queue(locks(), key, LONG));
    }
    assertThat(locks().waiting(key)).isEqualTo(maxWaiters());
    assertRefused(Reason.OVERLOADED, () -> acquire(locks(), key, LONG));
    commit(acquire(key("another")));
    commit(held);
    waiters.forEach(waiter -> commit(waiter.join()));
  }

  @Test
  default void of_many_at_once_only_one_has_the_key_and_all_get_it() throws Exception {
    Key key = key("k");
    AtomicInteger inside = new AtomicInteger();
    AtomicLong last = new AtomicLong();
    int threads = Math.min(8, 2 * maxWaiters());
    Race.of(
        threads,
        thread -> {
          LockManager mine = thread % 2 == 0 ? locks() : others();
          for (int i = 0; i < 20; i++) {
            Grant grant = acquire(mine, key, LONG);
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            assertThat(last.getAndSet(grant.revision())).isLessThan(grant.revision());
            inside.decrementAndGet();
            assertThat(mine.commit(grant, soon())).isEqualTo(Commit.COMMITTED);
          }
          return true;
        });
  }
}
