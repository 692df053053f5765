package kv.consistency.linearizability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import kv.consistency.model.Register;
import kv.consistency.model.Register.NilRead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checking a run while it goes on comes to the same as checking its history. */
class OnlineCheckerTest {

  private static final int HISTORIES_PER_MODEL = 3_000;

  private final OnlineChecker<Optional<Object>, Register.Input, Register.Output> register =
      new OnlineChecker<>(new Register(NilRead.ABSENT), CheckOptions.defaults());

  static Stream<Sampler<?, ?, ?>> samplers() {
    return Stream.concat(Sampler.all().stream(), Stream.of(Sampler.nondeterministic()));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void online_checker_agrees_with_the_checker(Sampler<?, ?, ?> sampler) {
    compare(sampler);
  }

  private static <S, I, O> void compare(Sampler<S, I, O> sampler) {
    SplittableRandom random = new SplittableRandom(7);
    RandomHistories<S, I, O> histories = new RandomHistories<>(sampler, random);
    Checker<S, I, O> checker =
        new Checker<>(sampler.model(), CheckOptions.defaults().withWitness(false));
    for (int k = 0; k < HISTORIES_PER_MODEL; k++) {
      List<Operation<I, O>> history = histories.next(1 + random.nextInt(12));
      OnlineChecker<S, I, O> online = new OnlineChecker<>(sampler.model(), CheckOptions.defaults());
      feed(online, history, random);
      assertThat(online.unknown()).isEmpty();
      assertThat(online.violation().isEmpty())
          .as("%s", history)
          .isEqualTo(checker.check(history) instanceof Verdict.Valid);
    }
  }

  private record Event(long time, boolean isReturn, Runnable action) {}

  private static <S, I, O> void feed(
      OnlineChecker<S, I, O> online, List<Operation<I, O>> history, SplittableRandom random) {
    List<Event> events = new ArrayList<>();
    for (int k = 0; k < history.size(); k++) {
      int process = k;
      Operation<I, O> operation = history.get(k);
      long call = operation.call();
      events.add(new Event(call, false, () -> online.invoke(process, operation.input(), call)));
      O output = operation.output();
      if (output != null) {
        long ret = operation.ret();
        events.add(new Event(ret, true, () -> online.ok(process, output, ret)));
      } else if (random.nextBoolean()) {
        long given = call + random.nextInt(10);
        events.add(new Event(given, true, () -> online.info(process, given)));
      }
    }
    events.sort(Comparator.comparingLong(Event::time).thenComparing(Event::isReturn));
    events.forEach(event -> event.action().run());
    online.finish();
  }

  @Test
  void violation_is_found_when_the_return_that_nothing_explains_is_decided() {
    register.invoke(0, new Register.Write(1), 0);
    register.ok(0, new Register.Done(), 1);
    register.invoke(1, new Register.Read(), 2);
    register.ok(1, new Register.Value(Optional.empty()), 3);
    assertThat(register.violation()).isEmpty();
    register.invoke(0, new Register.Read(), 4);
    assertThat(register.violation())
        .hasValueSatisfying(
            violation -> {
              assertThat(violation.operation().process()).isEqualTo(1);
              assertThat(violation.states()).containsExactly(Optional.of(1));
            });
  }

  @Test
  void operation_called_at_the_moment_of_a_return_may_explain_it() {
    register.invoke(0, new Register.Read(), 0);
    register.ok(0, new Register.Value(Optional.of(1)), 5);
    register.invoke(1, new Register.Write(1), 5);
    register.ok(1, new Register.Done(), 6);
    register.finish();
    assertThat(register.violation()).isEmpty();
  }

  @Test
  void open_operation_holds_up_the_decision_until_its_outcome_is_known() {
    register.invoke(0, new Register.Write(1), 0);
    register.invoke(1, new Register.Read(), 1);
    register.ok(1, new Register.Value(Optional.of(1)), 2);
    register.invoke(1, new Register.Read(), 3);
    assertThat(register.violation()).isEmpty();
    register.fail(0, 4);
    assertThat(register.violation()).isPresent();
  }

  @Test
  void decided_operations_take_no_memory() {
    OnlineChecker<Optional<Object>, Register.Input, Register.Output> small =
        new OnlineChecker<>(
            new Register(NilRead.ABSENT), CheckOptions.defaults().withMemory(8_000_000));
    for (int k = 0; k < 100_000; k++) {
      small.invoke(0, new Register.Write(k), 4L * k);
      small.invoke(1, new Register.Read(), 4L * k + 1);
      small.ok(1, new Register.Value(Optional.of(k)), 4L * k + 2);
      small.ok(0, new Register.Done(), 4L * k + 3);
    }
    small.finish();
    assertThat(small.unknown()).isEmpty();
    assertThat(small.violation()).isEmpty();
  }

  @Test
  void exhausted_memory_leaves_the_run_unknown() {
    OnlineChecker<Optional<Object>, Register.Input, Register.Output> small =
        new OnlineChecker<>(
            new Register(NilRead.ABSENT), CheckOptions.defaults().withMemory(10_000));
    for (int k = 0; k < 20; k++) {
      small.invoke(k, new Register.Write(k), k);
    }
    for (int k = 0; k < 20; k++) {
      small.ok(k, new Register.Done(), 20 + k);
    }
    small.finish();
    assertThat(small.unknown()).contains(Verdict.Reason.MEMORY);
    assertThat(small.violation()).isEmpty();
  }

  @Test
  void impossible_event_is_refused() {
    register.invoke(0, new Register.Read(), 5);
    assertThatThrownBy(() -> register.invoke(0, new Register.Read(), 6))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> register.fail(1, 6)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> register.info(0, 4)).isInstanceOf(IllegalArgumentException.class);
  }
}
