package kv.http.call;

import static kv.http.call.Refusals.assertNotApplied;
import static kv.http.call.Refusals.assertProblem;
import static kv.http.call.Refusals.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kv.http.call.Reply.Header;
import kv.spi.Bytes;
import kv.spi.Key;
import kv.spi.Outcome;
import kv.spi.OutcomeUnknownException;
import kv.spi.lock.LockManager;
import kv.spi.lock.local.LocalLockManager;
import kv.spi.locked.SerializedBackend;
import org.junit.jupiter.api.Test;

/** Calls under a real lock manager, of whom one may be stopped while it holds a key's lock. */
final class LockedCallsTest {

  private static final SampleCall KEY = SampleCall.of("/v1/kv/k");
  private static final SampleCall LOCK = SampleCall.of("/v1/admin/lock");

  private volatile Runnable inBackend = () -> {};
  private final SampleBackend backend = new SampleBackend(() -> inBackend.run());
  private final LockManager locks = new LocalLockManager(System::nanoTime, 2);
  private final List<String> observed = Collections.synchronizedList(new ArrayList<>());
  private final KvCalls calls =
      new KvCalls(
          new SerializedBackend(backend, locks, Duration.ofSeconds(1)),
          new KvCalls.Limits(8, Duration.ofSeconds(30), 8, SampleCall.LOCK_WAITS),
          System::nanoTime,
          (operation, call, reply, nanos) ->
              observed.add(operation.word() + " " + reply.outcome().word()));

  @Test
  void while_one_client_writes_a_key_another_that_does_not_wait_is_refused_at_once()
      throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    inBackend =
        () -> {
          writing.countDown();
          await(goOn);
        };
    CompletableFuture<Reply> first = CompletableFuture.supplyAsync(() -> calls.put(KEY.body("1")));
    await(writing);
    for (Reply refused :
        List.of(
            calls.put(KEY.query("lock-wait=0").body("2")),
            calls.delete(KEY.query("lock-wait=0")),
            calls.put(SampleCall.of("/v1/kv64/aw").query("lock-wait=1ms").body("2")))) {
      assertNotApplied(423, refused);
      assertThat(refused.headers()).contains(new Header("Retry-After", "1"));
      assertThat(text(refused.body())).doesNotContain("store");
    }
    assertNotApplied(423, calls.storeLock().take(LOCK.query("owner=ann&lease=1m&lock-wait=0")));
    goOn.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
    assertThat(calls.delete(KEY.query("lock-wait=0")).status()).isEqualTo(204);
    assertThat(backend.calls()).containsExactly("put", "delete");
  }

  @Test
  void a_write_whose_outcome_is_unknown_gives_its_lock_back() {
    inBackend =
        () -> {
          throw new OutcomeUnknownException("no answer in time");
        };
    assertProblem(504, Outcome.UNKNOWN, calls.put(KEY.body("1")));
    inBackend = () -> {};
    assertThat(calls.put(KEY.query("lock-wait=0").body("1")).status()).isEqualTo(201);
  }

  @Test
  void reads_take_no_lock() {
    calls.put(KEY.body("1"));
    assertThat(calls.storeLock().take(LOCK.query("owner=ann&lease=1m")).status()).isEqualTo(200);
    assertThat(calls.get(KEY).status()).isEqualTo(200);
    assertThat(calls.head(KEY).status()).isEqualTo(200);
    assertThat(calls.list(SampleCall.of("/v1/kv")).status()).isEqualTo(200);
  }

  @Test
  void a_write_that_is_refused_before_its_lock_takes_none() {
    assertNotApplied(400, calls.put(KEY.query("lock-wait=3s").body("1")));
    assertNotApplied(413, calls.put(KEY.body(new byte[9])));
    assertThat(locks.waiting(new Key(Bytes.utf8("k")))).isZero();
    assertThat(calls.storeLock().take(LOCK.query("owner=ann&lease=1m&lock-wait=0")).status())
        .isEqualTo(200);
    assertThat(backend.calls()).isEmpty();
  }

  @Test
  void calls_on_the_stores_lock_are_observed_as_what_they_are() {
    calls.storeLock().take(LOCK.query("owner=ann&lease=1m"));
    calls.storeLock().take(LOCK.query("owner=bob&lease=1m&lock-wait=0"));
    calls.storeLock().show(LOCK);
    calls.storeLock().release(LOCK.query("owner=bob"));
    calls.storeLock().release(LOCK.query("owner=ann"));
    assertThat(observed)
        .containsExactly(
            "lock applied",
            "lock not-applied",
            "show-lock applied",
            "unlock not-applied",
            "unlock applied");
  }

  @Test
  void a_lock_manager_that_is_closed_is_unavailable_rather_than_ignored() {
    locks.close();
    assertNotApplied(503, calls.put(KEY.body("1")));
    assertNotApplied(503, calls.storeLock().take(LOCK.query("owner=ann&lease=1m")));
    assertNotApplied(503, calls.storeLock().show(LOCK));
    assertNotApplied(503, calls.storeLock().release(LOCK.query("owner=ann")));
    assertThat(backend.calls()).isEmpty();
    assertNotApplied(404, calls.get(KEY));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
