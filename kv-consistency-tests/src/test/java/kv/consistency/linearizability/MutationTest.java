package kv.consistency.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import kv.consistency.linearizability.SimulatedRegister.Fault;
import kv.consistency.linearizability.SimulatedRegister.Load;
import kv.consistency.model.Register;
import kv.consistency.model.Register.NilRead;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Valid histories, broken in one place. Most become invalid; of each that stays valid the checker's
 * linearization is replayed, which proves it.
 */
class MutationTest {

  private final Register model = new Register(NilRead.ABSENT);
  private final Checker<Optional<Object>, Register.Input, Register.Output> checker =
      new Checker<>(model, CheckOptions.defaults().withLinearizations(true).withWitness(false));

  @ParameterizedTest(
      name = "{0} operations, {1} clients, {2} values, {3} in 1000 indeterminate, {4} mutants")
  @CsvSource({
    "100, 3, 0, 10, 40, 20",
    "1000, 5, 0, 5, 40, 20",
    "10000, 10, 0, 5, 10, 5",
    "100, 3, 5, 10, 40, 10",
    "1000, 5, 5, 2, 40, 10",
    "10000, 5, 5, 0, 8, 2"
  })
  void history_with_one_read_changed_or_two_swapped_is_invalid_or_proved_valid(
      int operations, int clients, int values, int indeterminate, int mutants, int leastInvalid) {
    SplittableRandom random = new SplittableRandom(operations + values);
    List<Operation<Register.Input, Register.Output>> valid =
        SimulatedRegister.run(
            new Load(operations, clients, values, indeterminate, 20), Fault.NONE, random);
    Linearizations.verify(model, valid, linearizations(checker.check(valid)));
    int invalid = 0;
    for (int k = 0; k < mutants; k++) {
      List<Operation<Register.Input, Register.Output>> mutant =
          k % 2 == 0 ? changeOneRead(valid, random) : swapTwoReads(valid, random);
      Verdict<Optional<Object>> verdict = checker.check(mutant);
      if (verdict instanceof Verdict.Invalid) {
        invalid++;
      } else {
        Linearizations.verify(model, mutant, linearizations(verdict));
      }
    }
    assertThat(invalid).isGreaterThanOrEqualTo(leastInvalid);
  }

  private static List<Linearization<Optional<Object>>> linearizations(
      Verdict<Optional<Object>> verdict) {
    if (verdict instanceof Verdict.Valid<Optional<Object>> valid) {
      return valid.linearizations();
    }
    throw new AssertionError(verdict);
  }

  private static List<Operation<Register.Input, Register.Output>> changeOneRead(
      List<Operation<Register.Input, Register.Output>> history, SplittableRandom random) {
    return withOutput(history, someRead(history, random), answerOf(history, random));
  }

  private static List<Operation<Register.Input, Register.Output>> swapTwoReads(
      List<Operation<Register.Input, Register.Output>> history, SplittableRandom random) {
    int one = someRead(history, random);
    int other = someRead(history, random);
    return withOutput(
        withOutput(history, one, history.get(other).output()), other, history.get(one).output());
  }

  private static Register.Output answerOf(
      List<Operation<Register.Input, Register.Output>> history, SplittableRandom random) {
    while (true) {
      Operation<Register.Input, Register.Output> operation =
          history.get(random.nextInt(history.size()));
      if (operation.input() instanceof Register.Write write) {
        return new Register.Value(Optional.of(write.value()));
      }
    }
  }

  private static int someRead(
      List<Operation<Register.Input, Register.Output>> history, SplittableRandom random) {
    while (true) {
      int index = random.nextInt(history.size());
      if (history.get(index).output() instanceof Register.Value) {
        return index;
      }
    }
  }

  private static List<Operation<Register.Input, Register.Output>> withOutput(
      List<Operation<Register.Input, Register.Output>> history,
      int index,
      Register.@Nullable Output output) {
    List<Operation<Register.Input, Register.Output>> changed = new ArrayList<>(history);
    Operation<Register.Input, Register.Output> was = history.get(index);
    changed.set(index, new Operation<>(was.process(), was.input(), output, was.call(), was.ret()));
    return changed;
  }
}
