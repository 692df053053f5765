package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look;

/** What the topics of the lock managers' contract see of a test, and short forms of its calls. */
interface LocksUnderTest {

  Duration LONG = Duration.ofSeconds(30);

  LockManager locks();

  /** The same service as another front end has it; the same object where there is only one. */
  LockManager others();

  int maxWaiters();

  Duration shortestLease();

  boolean leased();

  void endLease(Grant grant);

  boolean rebuilt();

  void rebuild();

  /** A key of this test's own. */
  Key key(String name);

  default Deadline soon() {
    return Deadline.in(LONG);
  }

  default Grant acquire(Key key) {
    return locks().acquire(key, Purpose.WRITE, Duration.ZERO, soon());
  }

  default Grant acquire(LockManager from, Key key, Duration wait) {
    return from.acquire(key, Purpose.WRITE, wait, soon());
  }

  default Commit commit(Grant grant) {
    return locks().commit(grant, soon());
  }

  default Look.State look(Key key) {
    return locks().look(key, soon()).state();
  }

  /** Runs {@code call} in a thread of its own; it ends with the test at the latest. */
  default <T> CompletableFuture<T> start(Supplier<T> call) {
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
            "contract");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  /** A call that waits for {@code key}, once it has its place in the queue. */
  default CompletableFuture<Grant> queue(LockManager from, Key key, Duration wait) {
    int before = from.waiting(key);
    CompletableFuture<Grant> waiter = start(() -> acquire(from, key, wait));
    until("the call is queued", () -> from.waiting(key) > before || waiter.isDone());
    return waiter;
  }

  default void until(String what, BooleanSupplier state) {
    long start = System.nanoTime();
    while (!state.getAsBoolean()) {
      if (System.nanoTime() - start > LONG.toNanos()) {
        fail("waited %s in vain until %s".formatted(LONG, what));
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  default void assertRefused(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
