package kv.consistency.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Replays what the checker claims, by the definition alone. */
final class Linearizations {

  private Linearizations() {}

  static <S, I, O> void verify(
      Model<S, I, O> model, List<Operation<I, O>> history, List<Linearization<S>> parts) {
    boolean[] taken = new boolean[history.size()];
    for (Linearization<S> part : parts) {
      replay(model, history, part.steps(), taken);
      for (Linearization.Step<S> step : part.steps()) {
        I input = history.get(step.operation()).input();
        require(model.partition(input).equals(part.partition()), step, history);
      }
    }
    for (int k = 0; k < taken.length; k++) {
      require(taken[k] || history.get(k).isIndeterminate(), "left out", history.get(k));
    }
  }

  static <S, I, O> void verifyPrefixes(
      Model<S, I, O> model, List<Operation<I, O>> history, Witness.Explanation<S> explanation) {
    assertThat(explanation.prefixes()).isNotEmpty();
    for (Witness.Prefix<S> prefix : explanation.prefixes()) {
      boolean[] taken = new boolean[history.size()];
      replay(model, history, prefix.steps(), taken);
      long due = history.get(prefix.due()).ret();
      for (int index : explanation.operations()) {
        Operation<I, O> operation = history.get(index);
        boolean refused = prefix.refusals().stream().anyMatch(r -> r.operation() == index);
        boolean possible = !taken[index] && operation.call() <= due;
        assertThat(refused).isEqualTo(possible);
        assertThat(taken[index] || operation.ret() >= due).isTrue();
      }
      for (Witness.Refusal refusal : prefix.refusals()) {
        Operation<I, O> operation = history.get(refusal.operation());
        boolean legal = model.step(prefix.state(), operation.input(), operation.output()) != null;
        assertThat(refusal.cause() == Witness.Cause.DEAD_END).isEqualTo(legal);
      }
    }
  }

  private static <S, I, O> void replay(
      Model<S, I, O> model,
      List<Operation<I, O>> history,
      List<Linearization.Step<S>> steps,
      boolean[] taken) {
    S state = model.initial();
    long latestCall = Long.MIN_VALUE;
    for (Linearization.Step<S> step : steps) {
      Operation<I, O> operation = history.get(step.operation());
      require(!taken[step.operation()], "taken twice", operation);
      taken[step.operation()] = true;
      latestCall = Math.max(latestCall, operation.call());
      require(operation.ret() >= latestCall, "after one that was called later", operation);
      S next = model.step(state, operation.input(), operation.output());
      require(step.after().equals(next), "illegal step", operation);
      state = step.after();
    }
  }

  private static void require(boolean holds, Object what, Object operation) {
    if (!holds) {
      throw new AssertionError(what + ": " + operation);
    }
  }
}
