package kv.consistency.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import kv.consistency.linearizability.SimulatedRegister.Fault;
import kv.consistency.linearizability.SimulatedRegister.Load;
import kv.consistency.model.Register;
import kv.consistency.model.Register.NilRead;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log-linear algorithm and the search agree on histories of a service with planted faults. */
class TwoAlgorithmsTest {

  private static final int HISTORIES = 1_000;
  private static final int MOST_OPERATIONS = 200;

  private final Register model = new Register(NilRead.ABSENT);
  private final Budget budget =
      new Budget(CheckOptions.defaults(), System.nanoTime() + (1L << 50), 1L << 30);

  @ParameterizedTest
  @EnumSource(Fault.class)
  void unique_registers_are_decided_alike_by_both(Fault fault) throws Budget.Spent {
    SplittableRandom random = new SplittableRandom(fault.name().hashCode());
    int invalid = 0;
    int stale = 0;
    int undecided = 0;
    for (int k = 0; k < HISTORIES; k++) {
      Load load =
          new Load(
              1 + random.nextInt(MOST_OPERATIONS),
              1 + random.nextInt(6),
              0,
              30,
              random.nextInt(40));
      List<Operation<Register.Input, Register.Output>> history =
          SimulatedRegister.run(load, fault, random);
      int[] all = new int[history.size()];
      Arrays.setAll(all, index -> index);
      Timeline timeline = Timeline.of(history, all);
      boolean legal = isLegalBySearch(history, timeline);
      UniqueRegister.Outcome quick = decideQuickly(history, timeline);
      if (quick instanceof UniqueRegister.Undecided) {
        undecided++;
      } else {
        assertThat(quick instanceof UniqueRegister.Legal).as("%s", history).isEqualTo(legal);
      }
      boolean certain = SimulatedRegister.hasStaleRead(history);
      assertThat(legal && certain).as("stale read in %s", history).isFalse();
      stale += certain ? 1 : 0;
      invalid += legal ? 0 : 1;
    }
    assertThat(undecided).as("left to the search").isLessThan(HISTORIES / 10);
    if (fault == Fault.NONE) {
      assertThat(invalid).isZero();
    } else {
      assertThat(stale).as("histories with a certain violation").isGreaterThan(HISTORIES / 8);
      assertThat(invalid).isGreaterThanOrEqualTo(stale);
    }
  }

  private boolean isLegalBySearch(
      List<Operation<Register.Input, Register.Output>> history, Timeline timeline)
      throws Budget.Spent {
    try (Search<Optional<Object>, Register.Input, Register.Output> search =
        new Search<>(model, history, timeline, budget)) {
      return search.run(Long.MAX_VALUE) == Search.Outcome.LEGAL;
    }
  }

  private UniqueRegister.Outcome decideQuickly(
      List<Operation<Register.Input, Register.Output>> history, Timeline timeline)
      throws Budget.Spent {
    RegisterAccesses accesses =
        RegisterAccesses.of(model, model.initial(), history, timeline, budget);
    if (accesses == null) {
      throw new AssertionError("values are not unique in " + history);
    }
    return UniqueRegister.decide(timeline, accesses);
  }
}
