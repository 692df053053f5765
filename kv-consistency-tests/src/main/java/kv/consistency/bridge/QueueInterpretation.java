package kv.consistency.bridge;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kv.consistency.history.MalformedHistoryException;
import kv.consistency.history.Value;
import kv.consistency.linearizability.Model;
import kv.consistency.model.Queue;
import kv.consistency.model.Queue.Dequeue;
import kv.consistency.model.Queue.Dequeued;
import kv.consistency.model.Queue.Done;
import kv.consistency.model.Queue.Enqueue;
import kv.consistency.model.Queue.Input;
import kv.consistency.model.Queue.Output;
import org.jspecify.annotations.Nullable;

/**
 * {@code enqueue} v, {@code dequeue} of an element, or of null from an empty queue. A dequeue that
 * failed with the error {@code precondition} found the queue empty, too.
 */
final class QueueInterpretation implements Interpretation<List<Object>, Input, Output> {
  private static final Dequeue DEQUEUE = new Dequeue();
  private static final Done DONE = new Done();
  private static final Dequeued EMPTY = new Dequeued(Optional.empty());

  private final Queue model = new Queue();

  @Override
  public Model<List<Object>, Input, Output> model() {
    return model;
  }

  @Override
  public @Nullable Observation<Input, Output> observe(Call call) throws MalformedHistoryException {
    switch (call.f()) {
      case "enqueue" -> {
        if (call.isFailed()) {
          return null;
        }
        if (call.argument() == Value.NULL) {
          throw call.unfit("an enqueue of no value");
        }
        return new Observation<>(new Enqueue(call.argument()), call.isOk() ? DONE : null);
      }
      case "dequeue" -> {
        if (call.isFailed()) {
          return call.isFailedPrecondition() ? new Observation<>(DEQUEUE, EMPTY) : null;
        }
        return new Observation<>(DEQUEUE, call.isOk() ? dequeued(call.result()) : null);
      }
      default -> throw Interpretations.unknownFunction(call, "queue", "enqueue, dequeue");
    }
  }

  private static Dequeued dequeued(Value value) {
    return value == Value.NULL ? EMPTY : new Dequeued(Optional.of(value));
  }

  @Override
  public String describe(Input input, @Nullable Output output) {
    if (input instanceof Enqueue enqueue) {
      return "enqueue " + Interpretations.text(enqueue.element());
    }
    return output instanceof Dequeued dequeued
        ? "dequeue → " + dequeued.element().map(Interpretations::text).orElse("empty")
        : "dequeue";
  }

  @Override
  public String describe(List<Object> state) {
    return state.stream().map(Interpretations::text).collect(Collectors.joining(" ", "[", "]"));
  }
}
