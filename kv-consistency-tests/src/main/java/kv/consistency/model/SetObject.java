package kv.consistency.model;

import java.util.HashSet;
import java.util.Set;
import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/** A set, empty at first: add, remove, read of all elements. */
public final class SetObject
    implements Model<Set<Object>, SetObject.Input, SetObject.Output>,
        Hints<Set<Object>, SetObject.Input, SetObject.Output> {

  /** What can be asked of a set. */
  public sealed interface Input {}

  public record Read() implements Input {}

  public record Add(Object element) implements Input {}

  public record Remove(Object element) implements Input {}

  /** What a set answers. */
  public sealed interface Output {}

  /** The element is in, or out, whether or not it was before. */
  public record Done() implements Output {}

  /** The answer to a read. */
  public record Elements(Set<Object> elements) implements Output {
    public Elements {
      elements = Set.copyOf(elements);
    }
  }

  @Override
  public Set<Object> initial() {
    return Set.of();
  }

  @Override
  public @Nullable Set<Object> step(Set<Object> state, Input input, @Nullable Output output) {
    if (input instanceof Read) {
      return output == null || ((Elements) output).elements().equals(state) ? state : null;
    }
    Set<Object> next = new HashSet<>(state);
    boolean changed =
        input instanceof Add add
            ? next.add(add.element())
            : next.remove(((Remove) input).element());
    return changed ? Set.copyOf(next) : state;
  }

  @Override
  public boolean observes(Input input, @Nullable Output output) {
    return input instanceof Read;
  }

  /** A set that is only added to keeps what it has. */
  @Override
  public boolean setsBack(Input input, @Nullable Output output) {
    return input instanceof Remove;
  }

  @Override
  public boolean isBehind(Set<Object> state, Input input, Output output) {
    return ((Elements) output).elements().containsAll(state);
  }
}
