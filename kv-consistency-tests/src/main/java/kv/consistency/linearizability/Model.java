package kv.consistency.linearizability;

import org.jspecify.annotations.Nullable;

/**
 * A sequential specification: what one client, alone, may observe.
 *
 * <p>Models are pure: {@link #step} neither changes its arguments nor keeps anything. States are
 * immutable values whose {@code equals} and {@code hashCode} compare contents; a state that
 * compares by identity (an array, a class without {@code equals}) is refused by the checker with
 * {@link ModelException}. Inputs and outputs should be values too: operations with equal inputs are
 * then recognised as interchangeable.
 *
 * <p>A nondeterministic system is described by sets of states, see {@link PowerSetModel}.
 *
 * @param <S> state
 * @param <I> what an operation was asked to do
 * @param <O> what it answered
 */
public interface Model<S, I, O> {

  /** The state before the first operation; for a partitioned model, that of every partition. */
  S initial();

  /**
   * Applies one operation.
   *
   * @param output what the operation answered, or null where that is not known
   * @return the next state; null where the operation can't answer {@code output} in {@code state},
   *     or, for an unknown output, where it can't take effect at all
   */
  @Nullable S step(S state, I input, @Nullable O output);

  /**
   * The independent part of the system that an operation is about, such as its key. Operations of
   * different partitions must neither read nor change what the other sees: then a history is
   * linearizable if and only if each of its partitions is (Herlihy and Wing 1990, theorem 1).
   */
  default Object partition(I input) {
    return Whole.SYSTEM;
  }

  /** The only partition of a model that has no independent parts. */
  enum Whole {
    SYSTEM
  }
}
