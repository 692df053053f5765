package kv.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

  private static final long SECOND = 1_000_000_000L;

  private static RateLimiter limiter(int perSecond, int burst, int clients) {
    return new RateLimiter(perSecond, burst, clients, new SplittableRandom(1));
  }

  private static int admitted(RateLimiter limiter, String client, int requests, long now) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += limiter.admit(client, now) == 0 ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void a_quiet_client_has_a_burst_and_then_its_rate() {
    RateLimiter limiter = limiter(10, 5, 64);
    // A clock may start anywhere, below zero too.
    long start = -3 * SECOND;
    assertThat(admitted(limiter, "a", 100, start)).isEqualTo(5);
    assertThat(admitted(limiter, "a", 100, start + SECOND / 10)).isEqualTo(1);
    assertThat(admitted(limiter, "a", 100, start + SECOND / 10)).isZero();
    assertThat(admitted(limiter, "a", 100, start + 100 * SECOND)).isEqualTo(5);
  }

  @Test
  void in_the_long_run_no_client_has_more_than_its_rate() {
    RateLimiter limiter = limiter(50, 7, 64);
    int admitted = 0;
    for (long now = 0; now < 20 * SECOND; now += SECOND / 1_000) {
      admitted += admitted(limiter, "a", 3, now);
    }
    assertThat(admitted).isBetween(20 * 50, 20 * 50 + 7);
  }

  @Test
  void after_the_wait_that_is_told_a_request_is_admitted_and_not_before() {
    RateLimiter limiter = limiter(10, 2, 64);
    assertThat(admitted(limiter, "a", 9, 0)).isEqualTo(2);
    long wait = limiter.admit("a", 0);
    assertThat(wait).isPositive();
    assertThat(limiter.admit("a", wait - 1)).isPositive();
    assertThat(limiter.admit("a", wait)).isZero();
  }

  @Test
  void clients_do_not_share_a_rate() {
    RateLimiter limiter = limiter(1, 1, 1_024);
    for (int i = 0; i < 100; i++) {
      assertThat(admitted(limiter, "client " + i, 5, 0)).isEqualTo(1);
    }
  }

  /** A table of one set: what comes and goes must not wash out who is over his limit. */
  @Test
  void many_clients_that_come_once_make_nobody_forgotten_who_used_up_his_burst() {
    RateLimiter limiter = limiter(1, 100, 8);
    assertThat(admitted(limiter, "greedy", 1_000, 0)).isEqualTo(100);
    for (int i = 0; i < 100_000; i++) {
      assertThat(limiter.admit("passer-by " + i, i)).isZero();
    }
    assertThat(admitted(limiter, "greedy", 1_000, SECOND / 2)).isZero();
  }

  @Test
  void a_rate_of_a_million_a_second_is_kept() {
    RateLimiter limiter = limiter(1_000_000, 1, 8);
    assertThat(limiter.admit("a", 0)).isZero();
    assertThat(limiter.admit("a", 999)).isEqualTo(1);
    assertThat(limiter.admit("a", 1_000)).isZero();
  }
}
