package kv.consistency.transactions.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import kv.consistency.transactions.graph.Allowance.Limit;
import kv.consistency.transactions.graph.Allowance.Spent;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  private static void assertSpent(Limit limit, ThrowingCallable spending) {
    assertThatThrownBy(spending)
        .isInstanceOfSatisfying(Spent.class, spent -> assertThat(spent.limit()).isEqualTo(limit));
  }

  @Test
  void bytes_can_be_taken_until_they_are_used_up_and_again_once_given_back() throws Spent {
    Allowance allowance = new Allowance(100, () -> false);
    allowance.take(60);
    allowance.take(40);
    assertSpent(Limit.MEMORY, () -> allowance.take(1));
    assertThat(allowance.taken()).isEqualTo(100);
    allowance.giveBack(40);
    allowance.take(30);
    allowance.giveBackTo(60);
    allowance.take(40);
    assertThat(allowance.taken()).isEqualTo(100);
  }

  @Test
  void array_is_paid_for_before_it_is_made() {
    Allowance allowance = new Allowance(1000, () -> false);
    assertSpent(Limit.MEMORY, () -> allowance.ints(250));
    assertSpent(Limit.MEMORY, () -> allowance.longs(125));
    assertSpent(Limit.MEMORY, () -> allowance.bytes(1000));
    assertSpent(Limit.MEMORY, () -> allowance.booleans(1000));
    assertThat(allowance.taken()).isZero();
  }

  @Test
  void array_longer_than_any_can_be_is_too_much_memory() {
    assertSpent(Limit.MEMORY, () -> Allowance.unlimited().ints(1L << 31));
  }

  @Test
  void clock_is_asked_once_in_a_few_thousand_steps_and_in_a_large_allocation() throws Spent {
    AtomicInteger looks = new AtomicInteger();
    Allowance allowance =
        new Allowance(Long.MAX_VALUE, () -> looks.incrementAndGet() == Integer.MAX_VALUE);
    for (int i = 0; i < 100_000; i++) {
      allowance.work(1);
    }
    assertThat(looks.get()).isBetween(10, 100);
    int before = looks.get();
    assertThat(allowance.ints(1_000_000)).hasSize(1_000_000);
    assertThat(looks.get()).isGreaterThan(before);
  }

  @Test
  void time_that_is_over_stays_over() {
    AtomicBoolean expired = new AtomicBoolean(true);
    Allowance allowance = new Allowance(Long.MAX_VALUE, expired::get);
    assertSpent(Limit.TIME, allowance::look);
    expired.set(false);
    assertSpent(Limit.TIME, allowance::look);
  }
}
