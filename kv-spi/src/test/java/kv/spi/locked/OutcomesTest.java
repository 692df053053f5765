package kv.spi.locked;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Stored;
import kv.spi.Row;
import kv.spi.Row.Present;
import kv.spi.TimestampedStore;
import kv.spi.Token;
import kv.spi.Value;
import kv.spi.contract.ReferenceStore;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look.State;
import kv.spi.lock.local.LocalLockManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of a write, and what is left behind, when a call to a service fails. */
class OutcomesTest {

  private static final Key KEY = Key.utf8("k");

  private final NotAppliedException refused =
      new NotAppliedException(Reason.UNAVAILABLE, "refused");
  private final OutcomeUnknownException unanswered = new OutcomeUnknownException("no answer");

  private final Recorder recorder = new Recorder();
  private final LocalLockManager locks = new LocalLockManager(System::nanoTime, 10);
  private Runnable afterWrite = () -> {};
  private final ReferenceStore store =
      new ReferenceStore(1000) {
        @Override
        public synchronized void write(Key key, Row row, Deadline deadline) {
          super.write(key, row, deadline);
          Runnable once = afterWrite;
          afterWrite = () -> {};
          once.run();
        }
      };
  private final LockedBackend backend =
      new LockedBackend(
          recorder.of(TimestampedStore.class, store),
          recorder.of(LockManager.class, locks),
          InstantSource.system(),
          1000,
          Duration.ZERO);
  private final LockedBackend another =
      new LockedBackend(store, locks, InstantSource.system(), 1000, Duration.ZERO);

  @BeforeEach
  void meetTheLife() {
    assertThat(put(backend, "before")).isInstanceOf(Stored.class);
    assertThat(recorder.calls()).isNotEmpty();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(10));
  }

  private static PutResult put(LockedBackend through, String text) {
    return through.put(Put.of(KEY, new Value(Bytes.utf8(text), "text/plain")), soon());
  }

  private Optional<String> get(Deadline deadline) {
    return backend.get(KEY, deadline).map(entry -> new String(entry.value().toArray(), UTF_8));
  }

  private State state() {
    return locks.look(KEY, soon()).state();
  }

  @Test
  void a_write_that_no_replica_got_is_not_applied_and_leaves_nothing_undecided() {
    recorder.refuse("write", refused);
    assertThatThrownBy(() -> put(backend, "v")).isSameAs(refused);
    assertThat(recorder.calls()).containsExactly("acquire", "write", "commit");
    assertThat(state()).isEqualTo(State.DECIDED);
    assertThat(get(soon())).contains("before");
  }

  @Test
  void a_write_that_no_replica_got_leaves_undecided_what_was_before_it() {
    locks.abandon(locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, soon()));
    recorder.refuse("write", refused);
    assertThatThrownBy(() -> put(backend, "v")).isSameAs(refused);
    assertThat(state()).isEqualTo(State.ABANDONED);
  }

  @Test
  void a_write_without_an_answer_is_sent_once_more() {
    recorder.loseAnswer("write", unanswered);
    assertThat(put(backend, "v")).isInstanceOf(Stored.class);
    assertThat(recorder.calls()).containsExactly("acquire", "write", "write", "commit", "mark");
  }

  @Test
  void a_write_that_is_refused_after_one_without_an_answer_is_unknown() {
    recorder.loseAnswer("write", unanswered);
    recorder.refuse("write", refused);
    assertThatThrownBy(() -> put(backend, "v")).isInstanceOf(OutcomeUnknownException.class);
    assertThat(recorder.calls()).containsExactly("acquire", "write", "write", "abandon");
    assertThat(state()).isEqualTo(State.ABANDONED);
    assertThat(get(soon())).contains("v");
    assertThat(state()).isEqualTo(State.DECIDED);
  }

  @Test
  void a_commit_without_an_answer_is_sent_again_and_the_write_is_found() {
    recorder.loseAnswer("commit", unanswered);
    assertThat(put(backend, "v")).isInstanceOf(Stored.class);
    assertThat(recorder.calls())
        .containsExactly(
            "acquire", "write", "commit", "commit", "abandon", "read", "look", "read", "mark");
    assertThat(get(soon())).contains("v");
  }

  @Test
  void a_write_whose_commit_is_never_answered_is_unknown_until_a_reader_decides() {
    recorder.refuse("commit", unanswered);
    recorder.refuse("commit", unanswered);
    assertThatThrownBy(() -> put(backend, "v")).isInstanceOf(OutcomeUnknownException.class);
    assertThat(state()).isEqualTo(State.ABANDONED);
    assertThat(get(soon())).contains("v");
    assertThat(state()).isEqualTo(State.DECIDED);
  }

  @Test
  void a_write_whose_lease_ended_is_finished_by_its_own_writer_under_its_version() {
    afterWrite = () -> locks.abandon(recorder.lastGrant());
    Stored stored = (Stored) put(backend, "v");
    assertThat(backend.head(KEY, soon()).orElseThrow().version()).isEqualTo(stored.version());
    assertThat(get(soon())).contains("v");
  }

  @Test
  void a_write_whose_lease_ended_and_that_was_adopted_is_applied() {
    afterWrite =
        () -> {
          locks.abandon(recorder.lastGrant());
          assertThat(another.get(KEY, soon())).isPresent();
        };
    assertThat(put(backend, "v")).isInstanceOf(Stored.class);
  }

  @Test
  void a_write_whose_lease_ended_and_that_was_overwritten_is_unknown() {
    afterWrite =
        () -> {
          locks.abandon(recorder.lastGrant());
          assertThat(put(another, "w")).isInstanceOf(Stored.class);
        };
    assertThatThrownBy(() -> put(backend, "v")).isInstanceOf(OutcomeUnknownException.class);
    assertThat(get(soon())).contains("w");
  }

  @Test
  void a_read_of_what_is_being_written_is_not_applied_if_it_does_not_end_in_time() {
    Grant grant = locks.acquire(KEY, Purpose.WRITE, Duration.ZERO, soon());
    Bytes bytes = Bytes.utf8("pending");
    Present content =
        new Present("x/y", bytes.length(), Instant.EPOCH, Optional.empty(), Optional.of(bytes));
    store.write(KEY, Row.of(new Token(1, grant.revision()), content), soon());
    assertThatThrownBy(() -> get(Deadline.in(Duration.ofMillis(50))))
        .isInstanceOf(NotAppliedException.class);
    assertThat(locks.commit(grant, soon())).isEqualTo(LockManager.Commit.COMMITTED);
    assertThat(get(soon())).contains("pending");
  }

  @Test
  void a_read_that_the_store_refuses_is_refused() {
    recorder.refuse("read", refused);
    assertThatThrownBy(() -> get(soon())).isSameAs(refused);
  }
}
