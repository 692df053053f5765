package kv.consistency.linearizability;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model in which some operations are loose: at their time they may take effect, or not, and what
 * they answered is ignored. Its states are all states that the system may be in.
 */
record LooseModel<S, I, O>(Model<S, I, O> model) implements Model<Set<S>, LooseModel.Input<I>, O> {

  record Input<I>(I input, boolean loose) {}

  /** An operation as it is, or loose in its own time. */
  static <I, O> Operation<Input<I>, O> operation(Operation<I, O> operation, boolean loose) {
    O output = operation.output();
    return output == null
        ? Operation.indeterminate(
            operation.process(), new Input<>(operation.input(), false), operation.call())
        : Operation.completed(
            operation.process(),
            new Input<>(operation.input(), loose),
            output,
            operation.call(),
            operation.ret());
  }

  @Override
  public Set<S> initial() {
    return Set.of(model.initial());
  }

  @Override
  public @Nullable Set<S> step(Set<S> states, Input<I> input, @Nullable O output) {
    Set<S> next = new HashSet<>();
    for (S state : states) {
      S after = model.step(state, input.input(), input.loose() ? null : output);
      if (after != null) {
        next.add(after);
      }
      if (input.loose()) {
        next.add(state);
      }
    }
    return next.isEmpty() ? null : Set.copyOf(next);
  }
}
