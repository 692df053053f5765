package kv.consistency.linearizability;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Model} of a nondeterministic system: a state of the model is the set of all states
 * that the system may be in. An operation is legal when it is possible from any of them.
 *
 * <p>An indeterminate operation adds what it may lead to; that it may also have no effect is the
 * checker's concern, not the system's.
 */
public abstract class PowerSetModel<T, I, O> implements Model<Set<T>, I, O> {

  /** The states that the system may begin in, at least one. */
  protected abstract Set<T> possibleInitial();

  /** The states that the operation may lead to from {@code state}; none where it is impossible. */
  protected abstract Collection<T> possibleSteps(T state, I input, @Nullable O output);

  @Override
  public final Set<T> initial() {
    return Set.copyOf(possibleInitial());
  }

  @Override
  public final @Nullable Set<T> step(Set<T> state, I input, @Nullable O output) {
    Set<T> next = new HashSet<>();
    for (T possible : state) {
      next.addAll(possibleSteps(possible, input, output));
    }
    return next.isEmpty() ? null : Set.copyOf(next);
  }
}
