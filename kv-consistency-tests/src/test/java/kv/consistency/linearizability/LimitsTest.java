package kv.consistency.linearizability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import kv.consistency.model.Keyed;
import kv.consistency.model.Register;
import kv.consistency.model.Register.NilRead;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks end when they are told to, say why, and never guess. */
class LimitsTest {

  private static final int HARD = 24;

  private final Keyed<Optional<Object>, Register.Input, Register.Output> model =
      new Keyed<>(new Register(NilRead.ABSENT));

  /** Concurrent writes of few values and a read that none explains: 2^{@code writes} subsets. */
  private static List<Operation<Keyed.Input<Register.Input>, Register.Output>> hard(
      Object key, int writes) {
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> history = new ArrayList<>();
    for (int k = 0; k < writes; k++) {
      history.add(completed(key, k, new Register.Write(k), new Register.Done(), 0, 10));
    }
    history.add(completed(key, writes, new Register.Write(0), new Register.Done(), 0, 10));
    history.add(read(key, writes + 1, -1, 0, 10));
    return history;
  }

  private static Operation<Keyed.Input<Register.Input>, Register.Output> read(
      Object key, int process, int value, long call, long ret) {
    Register.Value seen = new Register.Value(Optional.of(value));
    return completed(key, process, new Register.Read(), seen, call, ret);
  }

  private static Operation<Keyed.Input<Register.Input>, Register.Output> completed(
      Object key, int process, Register.Input input, Register.Output output, long call, long ret) {
    return Operation.completed(process, new Keyed.Input<>(key, input), output, call, ret);
  }

  private Verdict<?> check(
      List<Operation<Keyed.Input<Register.Input>, Register.Output>> history, CheckOptions options) {
    return new Checker<>(model, options).check(history);
  }

  private static Verdict.Reason reason(Verdict<?> verdict) {
    if (verdict instanceof Verdict.Unknown<?> unknown) {
      return unknown.reason();
    }
    throw new AssertionError(verdict);
  }

  private static Witness<?> witness(Verdict<?> verdict) {
    if (verdict instanceof Verdict.Invalid<?> invalid) {
      return invalid.witness();
    }
    throw new AssertionError(verdict);
  }

  @Test
  void search_beyond_its_memory_ends_unknown() {
    Verdict<?> verdict = check(hard("x", HARD), CheckOptions.defaults().withMemory(4_000_000));
    assertThat(reason(verdict)).isEqualTo(Verdict.Reason.MEMORY);
  }

  @Test
  void search_beyond_its_deadline_ends_unknown() {
    AtomicLong clock = new AtomicLong();
    CheckOptions options =
        CheckOptions.defaults()
            .withTimeout(Duration.ofSeconds(1))
            .withNanoTime(() -> clock.addAndGet(Duration.ofMillis(10).toNanos()));
    assertThat(reason(check(hard("x", HARD), options))).isEqualTo(Verdict.Reason.DEADLINE);
  }

  @Test
  void cancelled_search_ends_unknown() {
    AtomicInteger asked = new AtomicInteger();
    CheckOptions options =
        CheckOptions.defaults().withCancelled(() -> asked.incrementAndGet() > 10);
    assertThat(reason(check(hard("x", HARD), options))).isEqualTo(Verdict.Reason.CANCELLED);
  }

  @Test
  void interrupted_search_ends_unknown_and_stays_interrupted() {
    Thread.currentThread().interrupt();
    Verdict<?> verdict = check(hard("x", HARD), CheckOptions.defaults());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(reason(verdict)).isEqualTo(Verdict.Reason.CANCELLED);
  }

  @Test
  void violation_in_one_partition_wins_over_exhaustion_in_others() {
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> history =
        new ArrayList<>(hard("x", HARD));
    history.addAll(hard("y", HARD));
    history.addAll(hard("z", 3));
    for (int parallelism = 1; parallelism <= 4; parallelism++) {
      CheckOptions options =
          CheckOptions.defaults().withMemory(4_000_000).withParallelism(parallelism);
      assertThat(witness(check(history, options)).partition()).isEqualTo("z");
    }
  }

  @Test
  void partitions_that_fit_are_decided_though_another_does_not() {
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> history =
        new ArrayList<>(hard("x", HARD));
    for (int key = 0; key < 100; key++) {
      history.add(completed(key, 0, new Register.Write(1), new Register.Done(), 0, 1));
    }
    assertThat(check(history, CheckOptions.defaults().withMemory(4_000_000)))
        .isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void many_partitions_are_decided_alike_by_any_number_of_threads() {
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> valid = new ArrayList<>();
    for (int key = 0; key < 2_000; key++) {
      for (int k = 0; k < 10; k++) {
        valid.add(
            completed(key, 0, new Register.Write(k % 3), new Register.Done(), 4L * k, 4L * k + 1));
        valid.add(read(key, 1, k % 3, 4L * k + 2, 4L * k + 3));
      }
    }
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> invalid = new ArrayList<>(valid);
    invalid.add(read(1_234, 1, 7, 100, 101));
    for (int threads : new int[] {1, 2, 8}) {
      CheckOptions options =
          CheckOptions.defaults().withParallelism(threads).withLinearizations(true);
      Verdict<?> verdict = check(valid, options);
      assertThat(verdict).isInstanceOf(Verdict.Valid.class);
      assertThat(((Verdict.Valid<?>) verdict).linearizations()).hasSize(2_000);
      assertThat(witness(check(invalid, options)).partition()).isEqualTo(1_234);
    }
  }

  @Test
  void witness_keeps_the_write_that_was_seen_and_the_one_that_was_missed() {
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> history = new ArrayList<>();
    for (int k = 0; k < 50; k++) {
      history.add(
          completed("x", 0, new Register.Write(k), new Register.Done(), 4L * k, 4L * k + 1));
      history.add(read("x", 1, k, 4L * k + 2, 4L * k + 3));
    }
    history.add(read("x", 1, 20, 1000, 1001));
    Verdict<?> verdict = check(history, CheckOptions.defaults().withNanoTime(() -> 0));
    Witness<?> witness = witness(verdict);
    assertThat(witness.shrunk().operations()).hasSizeLessThan(5).contains(40, 100);
    assertThat(witness.minimal()).isTrue();
  }

  /** A state whose hash says nothing. */
  private record Blunt(int value) {
    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void states_with_equal_hashes_are_told_apart() {
    Model<Blunt, Integer, Integer> blunt =
        new Model<>() {
          @Override
          public Blunt initial() {
            return new Blunt(0);
          }

          @Override
          public @Nullable Blunt step(Blunt state, Integer input, @Nullable Integer output) {
            return input >= 0
                ? new Blunt(input)
                : output == null || output == state.value() ? state : null;
          }
        };
    List<Operation<Integer, Integer>> history = new ArrayList<>();
    for (int k = 0; k < 8; k++) {
      history.add(Operation.completed(k, k, 0, 0, 10));
      history.add(Operation.completed(10 + k, -1, k, 0, 10));
    }
    assertThat(new Checker<>(blunt).check(history)).isInstanceOf(Verdict.Valid.class);
    history.add(Operation.completed(20, -1, 3, 20, 30));
    history.add(Operation.completed(21, -1, 4, 20, 30));
    assertThat(new Checker<>(blunt).check(history)).isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void model_whose_states_compare_by_identity_is_refused() {
    Model<int[], Integer, Integer> arrays =
        new Model<>() {
          @Override
          public int[] initial() {
            return new int[] {0};
          }

          @Override
          public int[] step(int[] state, Integer input, @Nullable Integer output) {
            return new int[] {input};
          }
        };
    assertThatThrownBy(
            () -> new Checker<>(arrays).check(List.of(Operation.completed(0, 1, 1, 0, 1))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("equals");
  }

  @Test
  void model_that_changes_its_argument_is_refused() {
    Model<List<Integer>, Integer, Integer> careless =
        new Model<>() {
          @Override
          public List<Integer> initial() {
            return new ArrayList<>();
          }

          @Override
          public List<Integer> step(List<Integer> state, Integer input, @Nullable Integer output) {
            state.add(input);
            return state;
          }
        };
    assertThatThrownBy(
            () -> new Checker<>(careless).check(List.of(Operation.completed(0, 1, 1, 0, 1))))
        .isInstanceOf(ModelException.class);
  }

  @Test
  void progress_is_reported_while_a_search_goes_on() {
    AtomicLong clock = new AtomicLong();
    AtomicLong configurations = new AtomicLong();
    CheckOptions options =
        CheckOptions.defaults()
            .withTimeout(Duration.ofSeconds(100))
            .withNanoTime(() -> clock.addAndGet(Duration.ofMillis(50).toNanos()))
            .withProgress(progress -> configurations.set(progress.configurations()));
    check(hard("x", HARD), options);
    assertThat(configurations.get()).isPositive();
  }
}
