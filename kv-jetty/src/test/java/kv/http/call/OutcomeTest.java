package kv.http.call;

import static kv.http.call.Refusals.assertNotApplied;
import static kv.http.call.Refusals.assertProblem;
import static kv.http.call.Refusals.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kv.http.call.Reply.Header;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Outcome;
import kv.spi.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How calls end that the backend could not decide, and that the client learns whether to retry. */
final class OutcomeTest {

  private static final SampleCall KEY = SampleCall.of("/v1/kv/k");

  private static final List<Function<KvCalls, Reply>> WRITES =
      List.of(calls -> calls.put(KEY.body("1")), calls -> calls.delete(KEY));

  private static final List<Function<KvCalls, Reply>> READS =
      List.of(
          calls -> calls.get(KEY),
          calls -> calls.head(KEY),
          calls -> calls.list(SampleCall.of("/v1/kv")));

  @ParameterizedTest
  @CsvSource({
    "INVALID, 400, ",
    "TOO_LARGE, 413, ",
    "NOT_OFFERED, 501, ",
    "LOCKED, 423, 1",
    "OVERLOADED, 503, 1",
    "UNAVAILABLE, 503, 1"
  })
  void a_call_that_was_not_applied_says_so(Reason reason, int status, @Nullable String retryAfter) {
    KvCalls calls = callsThatThrow(new NotAppliedException(reason, "it's \"that\""));
    for (Function<KvCalls, Reply> call : all()) {
      Reply reply = call.apply(calls);
      assertNotApplied(status, reply);
      assertThat(text(reply.body())).contains("it's \\\"that\\\"");
      assertThat(retryAfter(reply)).isEqualTo(retryAfter);
    }
  }

  /** So that a reason that joins them can't be forgotten above. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void every_reason_has_a_status_of_the_design(Reason reason) {
    Reply reply = callsThatThrow(new NotAppliedException(reason, "x")).put(KEY.body("1"));
    assertThat(reply.status()).isIn(400, 413, 501, 423, 503);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT1.2S, 2", "PT90S, 90"})
  void a_known_delay_is_told_in_whole_seconds_rounded_up(Duration delay, String seconds) {
    KvCalls calls = callsThatThrow(new NotAppliedException(Reason.UNAVAILABLE, "x", null, delay));
    assertThat(retryAfter(calls.get(KEY))).isEqualTo(seconds);
  }

  @Test
  void an_unknown_outcome_is_answered_504_and_invites_no_retry() {
    KvCalls calls = callsThatThrow(new OutcomeUnknownException("no answer in time"));
    for (Function<KvCalls, Reply> write : WRITES) {
      Reply reply = write.apply(calls);
      assertProblem(504, Outcome.UNKNOWN, reply);
      assertThat(retryAfter(reply)).isNull();
    }
  }

  @Test
  void a_write_that_fails_in_any_other_way_has_an_unknown_outcome_and_tells_no_secrets() {
    for (Throwable failure :
        List.of(new IllegalStateException("secret"), new NoSuchMethodError("secret"))) {
      KvCalls calls = callsThatThrow(failure);
      for (Function<KvCalls, Reply> write : WRITES) {
        Reply reply = write.apply(calls);
        assertProblem(504, Outcome.UNKNOWN, reply);
        assertThat(text(reply.body())).doesNotContain("secret", "IllegalState", "NoSuchMethod");
      }
      for (Function<KvCalls, Reply> read : READS) {
        Reply reply = read.apply(calls);
        assertNotApplied(500, reply);
        assertThat(text(reply.body())).doesNotContain("secret", "IllegalState", "NoSuchMethod");
      }
    }
  }

  @Test
  void a_failure_of_the_server_around_a_write_never_claims_that_it_was_not_applied() {
    for (String method : List.of("PUT", "DELETE", "POST")) {
      assertProblem(504, Outcome.UNKNOWN, Problem.failed(method));
    }
    for (String method : List.of("GET", "HEAD", "OPTIONS")) {
      assertNotApplied(500, Problem.failed(method));
    }
  }

  @Test
  void a_call_over_the_bound_is_refused_at_once_and_the_places_come_back() throws Exception {
    int bound = 3;
    CountDownLatch entered = new CountDownLatch(bound);
    CountDownLatch leave = new CountDownLatch(1);
    SampleBackend backend =
        new SampleBackend(
            () -> {
              entered.countDown();
              await(leave);
            });
    KvCalls calls = calls(backend, bound);
    ExecutorService pool = Executors.newFixedThreadPool(bound);
    try {
      List<Future<Reply>> parked = new ArrayList<>();
      for (int i = 0; i < bound; i++) {
        SampleCall put = SampleCall.of("/v1/kv/" + i).body("1");
        parked.add(pool.submit(() -> calls.put(put)));
      }
      await(entered);
      assertThat(calls.running()).isEqualTo(bound);
      for (Function<KvCalls, Reply> call : all()) {
        Reply reply = call.apply(calls);
        assertNotApplied(503, reply);
        assertThat(retryAfter(reply)).isEqualTo("1");
      }
      assertThat(backend.calls()).as("none of those reached the backend").hasSize(bound);
      leave.countDown();
      for (Future<Reply> reply : parked) {
        assertThat(reply.get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
      }
    } finally {
      leave.countDown();
      pool.shutdownNow();
    }
    assertThat(calls.running()).isZero();
    assertThat(calls.get(SampleCall.of("/v1/kv/0")).status()).isEqualTo(200);
  }

  @Test
  void a_call_that_fails_gives_its_place_back() {
    SampleBackend backend =
        new SampleBackend(
            () -> {
              throw new OutcomeUnknownException("x");
            });
    KvCalls calls = calls(backend, 1);
    for (int i = 0; i < 3; i++) {
      assertThat(calls.put(KEY.body("1")).status()).isEqualTo(504);
    }
    assertThat(calls.running()).isZero();
  }

  private static List<Function<KvCalls, Reply>> all() {
    List<Function<KvCalls, Reply>> all = new ArrayList<>(WRITES);
    all.addAll(READS);
    return all;
  }

  private static KvCalls callsThatThrow(Throwable failure) {
    return calls(new SampleBackend(() -> OutcomeTest.<RuntimeException>sneak(failure)), 8);
  }

  private static KvCalls calls(SampleBackend backend, int bound) {
    return new KvCalls(
        backend,
        new KvCalls.Limits(8, Duration.ofSeconds(5), bound, SampleCall.LOCK_WAITS),
        System::nanoTime,
        (operation, call, reply, nanos) -> {});
  }

  /** Throws what a Runnable must not declare, such as the errors of a class path that is wrong. */
  @SuppressWarnings("unchecked") // the cast is erased: that is the point
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable String retryAfter(Reply reply) {
    return reply.headers().stream()
        .filter(header -> header.name().equals("Retry-After"))
        .map(Header::value)
        .findFirst()
        .orElse(null);
  }
}
