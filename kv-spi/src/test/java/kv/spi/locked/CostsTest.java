package kv.spi.locked;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.Entry;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Stored;
import kv.spi.Row;
import kv.spi.TimestampedStore;
import kv.spi.Token;
import kv.spi.Value;
import kv.spi.contract.ReferenceStore;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.local.LocalLockManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each operation asks of the store and of the lock service, call by call. */
class CostsTest {

  private static final Key KEY = Key.utf8("k");

  private final Recorder recorder = new Recorder();
  private final LocalLockManager locks = new LocalLockManager(System::nanoTime, 10);
  private boolean marks = true;
  private Runnable afterWrite = () -> {};
  private final ReferenceStore store =
      new ReferenceStore(1000) {
        @Override
        public synchronized void mark(Key key, Token token) {
          if (marks) {
            super.mark(key, token);
          }
        }

        @Override
        public synchronized void write(Key key, Row row, Deadline deadline) {
          super.write(key, row, deadline);
          afterWrite.run();
        }
      };
  private final LockedBackend backend =
      new LockedBackend(
          recorder.of(TimestampedStore.class, store),
          recorder.of(LockManager.class, locks),
          InstantSource.system(),
          1000,
          Duration.ZERO);

  @BeforeEach
  void meetTheLife() {
    assertThat(put("before", Precondition.none())).isInstanceOf(Stored.class);
    recorder.calls();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(10));
  }

  private PutResult put(String text, Precondition condition) {
    return backend.put(
        Put.of(KEY, new Value(Bytes.utf8(text), "text/plain")).when(condition), soon());
  }

  private Optional<String> get() {
    return backend.get(KEY, soon()).map(Entry::value).map(CostsTest::text);
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), UTF_8);
  }

  private void somebodyGivesUp() {
    locks.abandon(locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, soon()));
  }

  @Test
  void a_write_costs_two_calls_to_the_lock_service_and_one_to_the_store() {
    put("v", Precondition.none());
    assertThat(recorder.calls()).containsExactly("acquire", "write", "commit", "mark");
  }

  @Test
  void a_precondition_costs_one_read_more() {
    put("v", Precondition.present());
    assertThat(recorder.calls()).containsExactly("acquire", "read", "write", "commit", "mark");
  }

  @Test
  void a_delete_costs_one_read_more() {
    backend.delete(Delete.of(KEY), soon());
    assertThat(recorder.calls()).containsExactly("acquire", "read", "write", "commit", "remove");
  }

  @Test
  void a_precondition_that_fails_costs_no_write() {
    assertThat(put("v", Precondition.absent())).isInstanceOf(PreconditionFailed.class);
    assertThat(recorder.calls()).containsExactly("acquire", "read", "commit");
  }

  @Test
  void a_committed_read_costs_one_read_and_nothing_of_the_lock_service() {
    assertThat(get()).contains("before");
    assertThat(recorder.calls()).containsExactly("read");
  }

  @Test
  void a_read_of_nothing_costs_one_read() {
    backend.delete(Delete.of(KEY), soon());
    recorder.calls();
    assertThat(get()).isEmpty();
    assertThat(recorder.calls()).containsExactly("read");
  }

  @Test
  void a_row_without_its_mark_costs_a_look_and_a_second_read_once() {
    marks = false;
    put("v", Precondition.none());
    marks = true;
    recorder.calls();
    assertThat(get()).contains("v");
    assertThat(recorder.calls()).containsExactly("read", "look", "read", "mark");
    recorder.calls();
    assertThat(get()).contains("v");
    assertThat(recorder.calls()).containsExactly("read");
  }

  @Test
  void what_somebody_left_is_read_and_written_over() {
    somebodyGivesUp();
    put("v", Precondition.none());
    assertThat(recorder.calls()).containsExactly("acquire", "read", "write", "commit", "mark");
  }

  @Test
  void what_somebody_left_is_written_again_even_if_the_precondition_fails() {
    somebodyGivesUp();
    assertThat(put("v", Precondition.absent())).isInstanceOf(PreconditionFailed.class);
    assertThat(recorder.calls()).containsExactly("acquire", "read", "write", "commit", "mark");
    recorder.calls();
    assertThat(get()).contains("before");
    assertThat(recorder.calls()).containsExactly("read");
  }

  @Test
  void a_committed_row_is_read_without_the_lock_service_whatever_somebody_left() {
    somebodyGivesUp();
    assertThat(get()).contains("before");
    assertThat(recorder.calls()).containsExactly("read");
  }

  @Test
  void a_front_end_asks_once_which_life_and_epoch_it_is() {
    LockedBackend another =
        new LockedBackend(
            recorder.of(TimestampedStore.class, store),
            recorder.of(LockManager.class, locks),
            InstantSource.system(),
            1000,
            Duration.ZERO);
    Put put = Put.of(KEY, new Value(Bytes.utf8("v"), "text/plain"));
    another.put(put, soon());
    assertThat(recorder.calls())
        .containsExactly("identity", "epoch", "acquire", "write", "commit", "mark");
    recorder.calls();
    another.put(put, soon());
    assertThat(recorder.calls()).containsExactly("acquire", "write", "commit", "mark");
  }

  @Test
  void a_commit_that_comes_after_the_life_leaves_no_lock_behind_and_the_write_is_found() {
    afterWrite =
        () -> {
          afterWrite = () -> {};
          locks.startNewLife(locks.identity(soon()), soon());
        };
    assertThat(put("v", Precondition.none())).isInstanceOf(Stored.class);
    assertThat(get()).contains("v");
    assertThat(put("w", Precondition.present())).isInstanceOf(Stored.class);
  }

  @Test
  void while_the_store_is_locked_nobody_writes_and_everybody_reads() {
    locks.lockStore("ann", Duration.ofMinutes(1), Duration.ZERO, soon());
    assertThatThrownBy(() -> put("v", Precondition.none()))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
    assertThatThrownBy(() -> backend.delete(Delete.of(KEY), soon()))
        .isInstanceOf(NotAppliedException.class);
    assertThat(get()).contains("before");
    locks.unlockStore("ann", soon());
    assertThat(put("v", Precondition.none())).isInstanceOf(Stored.class);
  }

  @Test
  void while_the_store_is_locked_a_reader_finishes_what_somebody_left() {
    marks = false;
    put("left", Precondition.none());
    marks = true;
    somebodyGivesUp();
    locks.lockStore("ann", Duration.ofMinutes(1), Duration.ZERO, soon());
    recorder.calls();
    assertThat(get()).contains("left");
    assertThat(recorder.calls())
        .containsExactly("read", "look", "acquire", "read", "write", "commit", "mark");
  }
}
