package kv.consistency.bridge;

import kv.consistency.history.MalformedHistoryException;
import kv.consistency.linearizability.Model;
import kv.consistency.model.Counter;
import kv.consistency.model.Counter.Add;
import kv.consistency.model.Counter.Done;
import kv.consistency.model.Counter.Input;
import kv.consistency.model.Counter.Output;
import kv.consistency.model.Counter.Read;
import org.jspecify.annotations.Nullable;

/** {@code add} n, {@code read} of the sum. */
final class CounterInterpretation implements Interpretation<Long, Input, Output> {
  private static final Read READ = new Read();
  private static final Done DONE = new Done();

  private final Counter model = new Counter();

  @Override
  public Model<Long, Input, Output> model() {
    return model;
  }

  @Override
  public @Nullable Observation<Input, Output> observe(Call call) throws MalformedHistoryException {
    switch (call.f()) {
      case "read" -> {
        return call.isOk()
            ? new Observation<>(
                READ, new Counter.Value(Interpretations.integer(call, call.result())))
            : null;
      }
      case "add" -> {
        Input add = new Add(Interpretations.integer(call, call.argument()));
        return call.isFailed() ? null : new Observation<>(add, call.isOk() ? DONE : null);
      }
      default -> throw Interpretations.unknownFunction(call, "counter", "add, read");
    }
  }

  @Override
  public String describe(Input input, @Nullable Output output) {
    String text = input instanceof Add add ? "add " + add.delta() : "read";
    return output instanceof Counter.Value value ? text + " → " + value.value() : text;
  }

  @Override
  public String describe(Long state) {
    return state.toString();
  }
}
