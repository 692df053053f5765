package kv.consistency.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import kv.consistency.model.Register;
import kv.consistency.model.Register.Done;
import kv.consistency.model.Register.NilRead;
import kv.consistency.model.Register.Read;
import kv.consistency.model.Register.Value;
import kv.consistency.model.Register.Write;
import org.junit.jupiter.api.Test;

/** The rules of linearizability, one small history each. */
class CheckerTest {

  private final Checker<Optional<Object>, Register.Input, Register.Output> checker =
      new Checker<>(new Register(NilRead.ABSENT));

  @Test
  void stale_read_after_acknowledged_write_is_invalid() {
    assertThat(checker.check(List.of(write(0, 1, 0, 1), write(0, 2, 2, 3), read(1, 1, 4, 5))))
        .isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void read_concurrent_with_a_write_may_see_either_value() {
    assertThat(checker.check(List.of(write(0, 1, 0, 1), write(0, 2, 2, 5), read(1, 1, 3, 4))))
        .isInstanceOf(Verdict.Valid.class);
    assertThat(checker.check(List.of(write(0, 1, 0, 1), write(0, 2, 2, 5), read(1, 2, 3, 4))))
        .isInstanceOf(Verdict.Valid.class);
  }

  /**
   * As when a store is killed that keeps nothing: what it had then is read before, and not after.
   */
  @Test
  void witness_of_a_lost_value_has_its_write_and_the_read_of_nothing() {
    List<Operation<Register.Input, Register.Output>> history =
        List.of(
            write(0, 1, 0, 1),
            Operation.completed(1, new Register.Delete(), new Done(), 2, 3),
            write(0, 2, 4, 5),
            read(1, 2, 6, 7),
            read(2, 2, 6, 8),
            Operation.completed(1, new Read(), new Value(Optional.empty()), 10, 11));

    Witness<?> witness = ((Verdict.Invalid<?>) checker.check(history)).witness();

    assertThat(witness.shrunk().operations()).containsAnyOf(3, 4).contains(2, 5).hasSize(3);
    assertThat(witness.minimal()).isTrue();
  }

  private static Operation<Register.Input, Register.Output> write(
      int process, int value, long call, long ret) {
    return Operation.completed(process, new Write(value), new Done(), call, ret);
  }

  private static Operation<Register.Input, Register.Output> read(
      int process, int value, long call, long ret) {
    return Operation.completed(process, new Read(), new Value(Optional.of(value)), call, ret);
  }
}
