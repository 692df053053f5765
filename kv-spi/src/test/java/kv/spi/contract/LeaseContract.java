package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import kv.spi.Key;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.Look.State;
import org.junit.jupiter.api.Test;

/** What a holder that was away for too long meets. */
interface LeaseContract extends LocksUnderTest {

  @Test
  default void with_the_lease_goes_the_lock_but_not_the_intent() {
    assumeTrue(leased());
    Grant grant = acquire(key("k"));
    endLease(grant);
    until("the lock is gone", () -> look(key("k")) == State.ABANDONED);
    assertThat(commit(grant)).isEqualTo(Commit.LOST);
    assertThat(look(key("k"))).isEqualTo(State.ABANDONED);
    Grant next = acquire(others(), key("k"), LONG);
    assertThat(next.unclean()).isTrue();
    assertThat(commit(grant)).isEqualTo(Commit.LOST);
    assertThat(others().commit(next, soon())).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void the_holder_is_told_that_its_lease_is_over() {
    assumeTrue(leased());
    Grant grant = acquire(key("k"));
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    grant.whenLost(() -> told.complete(true));
    endLease(grant);
    until("the holder is told", told::isDone);
    assertThat(grant.isLost()).isTrue();
    CompletableFuture<Boolean> late = new CompletableFuture<>();
    grant.whenLost(() -> late.complete(true));
    until("who asks later is told", late::isDone);
  }

  @Test
  default void the_end_of_a_lease_serves_the_next_who_waits() {
    assumeTrue(leased());
    Key key = key("k");
    Grant grant = acquire(key);
    CompletableFuture<Grant> waiter = queue(others(), key, LONG);
    endLease(grant);
    assertThat(waiter.join().unclean()).isTrue();
    assertThat(others().commit(waiter.join(), soon())).isEqualTo(Commit.COMMITTED);
  }

  @Test
  default void the_end_of_a_front_ends_lease_is_of_no_matter_to_others_grants() {
    assumeTrue(leased());
    Grant lost = acquire(key("lost"));
    Grant kept = acquire(others(), key("kept"), Duration.ZERO);
    endLease(lost);
    until("the lock is gone", () -> look(key("lost")) == State.ABANDONED);
    assertThat(kept.isLost()).isFalse();
    assertThat(others().commit(kept, soon())).isEqualTo(Commit.COMMITTED);
  }
}
