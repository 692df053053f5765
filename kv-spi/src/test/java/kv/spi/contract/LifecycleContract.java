package kv.spi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import kv.spi.Feature;
import kv.spi.Health;
import kv.spi.KvBackend;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Put;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Opening and closing. */
interface LifecycleContract extends StoreUnderTest {

  /** Threads that the JDK starts once for everybody. */
  Set<String> SHARED =
      Set.of("CompletableFutureDelayScheduler", "Common-Cleaner", "process reaper", "Keep-Alive");

  Duration TIME_TO_END = Duration.ofSeconds(5);

  @Test
  default void an_open_store_is_healthy() {
    assertThat(backend().health()).isEqualTo(Health.Up.UP);
  }

  @Test
  default void its_capabilities_stay_the_same() {
    assertThat(backend().capabilities()).isEqualTo(backend().capabilities());
  }

  @Test
  default void a_second_close_does_nothing() {
    backend().close();
    backend().close();
  }

  @Test
  default void calls_after_the_close_are_refused_as_unavailable() {
    write(key("k"), "v");
    backend().close();
    assertUnavailable(() -> get(key("k")));
    assertUnavailable(() -> backend().head(key("k"), soon()));
    assertUnavailable(() -> write(key("k"), "w"));
    assertUnavailable(() -> delete(key("k")));
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }

  @Test
  default void a_closed_store_leaves_no_thread_behind() throws InterruptedException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (KvBackend another = open()) {
      Put put = Put.of(key("k"), StoreUnderTest.text("v"));
      another.put(
          offers(Feature.TIME_TO_LIVE) ? put.expiringAfter(Duration.ofHours(1)) : put, soon());
      another.get(key("k"), soon());
    }
    Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    left.removeIf(LifecycleContract::isShared);
    for (Thread thread : left) {
      thread.join(TIME_TO_END.toMillis());
      assertThat(thread.isAlive()).as("%s is still alive", thread).isFalse();
    }
  }

  static boolean isShared(Thread thread) {
    return SHARED.contains(thread.getName())
        || thread.getName().startsWith("ForkJoinPool.commonPool")
        || (thread.getThreadGroup() != null && thread.getThreadGroup().getName().equals("system"));
  }
}
