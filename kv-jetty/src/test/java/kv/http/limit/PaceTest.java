package kv.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Pace TEN_SECONDS = new Pace(Duration.ofSeconds(10), 0);
  private static final Pace TEN_AND_MORE = new Pace(Duration.ofSeconds(10), 100);

  private final AtomicLong now = new AtomicLong();

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void each_byte_earns_time_at_the_minimum_rate() {
    assertThat(TEN_AND_MORE.isTooSlow(Duration.ofSeconds(12).toNanos(), 200)).isFalse();
    assertThat(TEN_AND_MORE.isTooSlow(Duration.ofSeconds(12).toNanos() + 1, 200)).isTrue();
    assertThat(TEN_SECONDS.isTooSlow(Duration.ofSeconds(11).toNanos(), 1 << 30)).isTrue();
  }

  @Test
  void a_body_that_trickles_in_times_out_and_one_that_keeps_pace_does_not() throws IOException {
    for (Pace pace : new Pace[] {TEN_SECONDS, TEN_AND_MORE}) {
      InputStream in = new PacedInput(new ByteArrayInputStream(new byte[1_000]), pace, now::get);
      pass(Duration.ofSeconds(9));
      assertThat(in.read()).isZero();
      pass(Duration.ofSeconds(2));
      if (pace.bytesPerSecond() == 0) {
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      } else {
        assertThat(in.read(new byte[500])).isEqualTo(500);
      }
    }
  }

  @Test
  void a_body_that_has_all_arrived_is_never_late() throws IOException {
    InputStream in = new PacedInput(new ByteArrayInputStream(new byte[1]), TEN_SECONDS, now::get);
    assertThat(in.read()).isZero();
    pass(Duration.ofHours(1));
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void an_answer_that_is_taken_too_slowly_ends_and_its_last_part_is_never_late()
      throws IOException {
    Refusals refusals = new Refusals(new SimpleMeterRegistry());
    ByteArrayOutputStream slow =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            pass(Duration.ofSeconds(4));
          }
        };
    PacedOutput out = new PacedOutput(slow, TEN_SECONDS, refusals, now::get);
    assertThatThrownBy(() -> out.write(new byte[1 << 20]))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(slow.size()).isEqualTo(3 * (64 << 10));
    PacedOutput last = new PacedOutput(slow, TEN_SECONDS, refusals, now::get);
    last.write(new byte[3 * (64 << 10)]);
    assertThat(slow.size()).isEqualTo(6 * (64 << 10));
  }
}
