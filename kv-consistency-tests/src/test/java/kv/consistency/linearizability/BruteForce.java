package kv.consistency.linearizability;

import java.util.List;

/**
 * The definition of linearizability, tried out: any order of the operations, with any of the
 * indeterminate ones left out, that keeps an operation after those that returned before its call,
 * and that the model allows.
 */
final class BruteForce {

  private BruteForce() {}

  static <S, I, O> boolean isLinearizable(Model<S, I, O> model, List<Operation<I, O>> history) {
    return extend(model, model.initial(), history, new boolean[history.size()]);
  }

  private static <S, I, O> boolean extend(
      Model<S, I, O> model, S state, List<Operation<I, O>> history, boolean[] taken) {
    boolean complete = true;
    for (int k = 0; k < taken.length; k++) {
      Operation<I, O> operation = history.get(k);
      if (taken[k]) {
        continue;
      }
      complete &= operation.isIndeterminate();
      if (mayBeNext(operation, history, taken)) {
        S next = model.step(state, operation.input(), operation.output());
        if (next != null) {
          taken[k] = true;
          boolean found = extend(model, next, history, taken);
          taken[k] = false;
          if (found) {
            return true;
          }
        }
      }
    }
    return complete;
  }

  private static <I, O> boolean mayBeNext(
      Operation<I, O> operation, List<Operation<I, O>> history, boolean[] taken) {
    for (int k = 0; k < taken.length; k++) {
      if (!taken[k] && history.get(k).ret() < operation.call()) {
        return false;
      }
    }
    return true;
  }
}
