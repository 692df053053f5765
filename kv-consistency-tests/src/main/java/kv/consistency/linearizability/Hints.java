package kv.consistency.linearizability;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Model} may also tell about its operations, so that the checker can take short cuts.
 * A model without hints is checked as exactly, and more slowly. Where the checker meets a step that
 * contradicts a hint it throws {@link ModelException}.
 */
public interface Hints<S, I, O> {

  /**
   * Whether the operation changes nothing: in every state, {@link Model#step} answers that very
   * state or refuses. Such an operation may be linearized as soon as it is legal, without trying
   * any other order: in a linearization in which it comes later it can be moved to the front, for
   * no step between sees a difference.
   */
  default boolean observes(I input, @Nullable O output) {
    return false;
  }

  /**
   * The operation as an access to a register whose value is the whole state, or null if it is none.
   * Where all operations of a partition are, and no value is written twice, the partition is
   * checked in log-linear time, see {@link UniqueRegister}.
   */
  default @Nullable Access<S> access(I input, @Nullable O output) {
    return null;
  }

  /**
   * Whether the operation may lead to a state that is not <em>ahead</em> of the one before it. The
   * model may choose any order of its states, such as that of strings that begin with each other.
   */
  default boolean setsBack(I input, @Nullable O output) {
    return true;
  }

  /**
   * Whether the operation can answer {@code output} in this state, or in any that is ahead of it.
   * Only asked of operations that observe.
   */
  default boolean isBehind(S state, I input, O output) {
    return true;
  }

  /** Those of a model, if it gives any. */
  @SuppressWarnings("unchecked") // a model gives hints about itself
  static <S, I, O> @Nullable Hints<S, I, O> of(Model<S, I, O> model) {
    return model instanceof Hints<?, ?, ?> some ? (Hints<S, I, O>) some : null;
  }

  /**
   * One atomic access: {@link Model#step} answers {@code writes}, or the same state if that is
   * null, if and only if the state equals {@code expects} and differs from {@code excludes}, where
   * these are not null; else it refuses.
   */
  record Access<S>(@Nullable S expects, @Nullable S excludes, @Nullable S writes) {}
}
