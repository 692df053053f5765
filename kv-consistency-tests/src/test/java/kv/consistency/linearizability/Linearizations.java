package kv.consistency.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Replays what the checker claims, by the definition alone. */
final class Linearizations {

  private Linearizations() {}

  static <S, I, O> void verify(
      Model<S, I, O> model, List<Operation<I, O>> history, List<Linearization<S>> parts) {
    Set<Integer> taken = new HashSet<>();
    for (Linearization<S> part : parts) {
      Set<Integer> here = replay(model, history, part.steps());
      assertThat(here)
          .allMatch(index -> model.partition(history.get(index).input()).equals(part.partition()));
      taken.addAll(here);
    }
    for (int k = 0; k < history.size(); k++) {
      assertThat(taken.contains(k) || history.get(k).isIndeterminate())
          .as("operation %d of %s is accounted for", k, history)
          .isTrue();
    }
  }

  static <S, I, O> void verifyPrefixes(
      Model<S, I, O> model, List<Operation<I, O>> history, Witness.Explanation<S> explanation) {
    assertThat(explanation.prefixes()).isNotEmpty();
    for (Witness.Prefix<S> prefix : explanation.prefixes()) {
      Set<Integer> taken = replay(model, history, prefix.steps());
      assertThat(explanation.operations()).containsAll(taken);
      long due = history.get(prefix.due()).ret();
      for (int index : explanation.operations()) {
        Operation<I, O> operation = history.get(index);
        boolean refused = prefix.refusals().stream().anyMatch(r -> r.operation() == index);
        boolean possible = !taken.contains(index) && operation.call() <= due;
        assertThat(refused).isEqualTo(possible);
        assertThat(taken.contains(index) || operation.ret() >= due).isTrue();
      }
      for (Witness.Refusal refusal : prefix.refusals()) {
        Operation<I, O> operation = history.get(refusal.operation());
        boolean legal = model.step(prefix.state(), operation.input(), operation.output()) != null;
        assertThat(refusal.cause() == Witness.Cause.DEAD_END).isEqualTo(legal);
      }
    }
  }

  private static <S, I, O> Set<Integer> replay(
      Model<S, I, O> model, List<Operation<I, O>> history, List<Linearization.Step<S>> steps) {
    S state = model.initial();
    long latestCall = Long.MIN_VALUE;
    Set<Integer> taken = new HashSet<>();
    for (Linearization.Step<S> step : steps) {
      Operation<I, O> operation = history.get(step.operation());
      assertThat(taken.add(step.operation())).as("taken once").isTrue();
      latestCall = Math.max(latestCall, operation.call());
      assertThat(operation.ret()).as("order of real time").isGreaterThanOrEqualTo(latestCall);
      assertThat(model.step(state, operation.input(), operation.output()))
          .as("step %s", operation)
          .isEqualTo(step.after());
      state = step.after();
    }
    return taken;
  }
}
