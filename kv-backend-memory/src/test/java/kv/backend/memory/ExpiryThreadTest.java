package kv.backend.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import kv.spi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExpiryThreadTest {

  @Test
  @Timeout(60)
  void closing_ends_the_thread_even_while_it_waits_for_something_else() throws Exception {
    ExpiryQueue queue = new ExpiryQueue(() -> 0);
    queue.replace(null, new Expiring(Bytes.utf8("k"), Bytes.EMPTY, "text/plain", 1, 0, 0, 0));
    CountDownLatch removing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ExpiryThread expiry =
        new ExpiryThread(
            queue,
            () -> {
              queue.clear();
              removing.countDown();
              awaitUninterrupted(goOn);
            });
    expiry.start();
    removing.await();

    Thread closing = new Thread(expiry::close);
    closing.start();
    while (closing.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();

    closing.join(Duration.ofSeconds(30).toMillis());
    assertThat(closing.isAlive()).isFalse();
    assertThat(expiry.isAlive()).isFalse();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts", e);
    }
  }
}
