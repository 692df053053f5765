package kv.consistency.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/** A first-in first-out queue, empty at first. */
public final class Queue
    implements Model<List<Object>, Queue.Input, Queue.Output>,
        Hints<List<Object>, Queue.Input, Queue.Output> {

  /** What can be asked of a queue. */
  public sealed interface Input {}

  public record Enqueue(Object element) implements Input {}

  public record Dequeue() implements Input {}

  /** What a queue answers. */
  public sealed interface Output {}

  /** The element is in the queue. */
  public record Done() implements Output {}

  /** The answer to a dequeue; empty if the queue was. */
  public record Dequeued(Optional<Object> element) implements Output {}

  @Override
  public List<Object> initial() {
    return List.of();
  }

  @Override
  public @Nullable List<Object> step(List<Object> state, Input input, @Nullable Output output) {
    if (input instanceof Enqueue enqueue) {
      List<Object> next = new ArrayList<>(state);
      next.add(enqueue.element());
      return List.copyOf(next);
    }
    Optional<Object> first = state.isEmpty() ? Optional.empty() : Optional.of(state.get(0));
    if (output != null && !((Dequeued) output).element().equals(first)) {
      return null;
    }
    return state.isEmpty() ? state : List.copyOf(state.subList(1, state.size()));
  }

  /** A dequeue that found nothing is possible in the empty queue alone, and leaves it empty. */
  @Override
  public boolean observes(Input input, @Nullable Output output) {
    return output instanceof Dequeued dequeued && dequeued.element().isEmpty();
  }
}
