package kv.consistency.linearizability;

import java.util.HashMap;
import java.util.Map;
import kv.consistency.model.KeyValue.Append;
import kv.consistency.model.KeyValue.Get;
import kv.consistency.model.KeyValue.Input;
import kv.consistency.model.KeyValue.Output;
import kv.consistency.model.KeyValue.Put;
import kv.consistency.model.KeyValue.Value;
import org.jspecify.annotations.Nullable;

/** What {@link kv.consistency.model.KeyValue} says, without telling that keys are independent. */
final class StoreOfStrings
    implements Model<Map<Object, String>, Input, Output>,
        Hints<Map<Object, String>, Input, Output> {

  @Override
  public Map<Object, String> initial() {
    return Map.of();
  }

  @Override
  public @Nullable Map<Object, String> step(
      Map<Object, String> state, Input input, @Nullable Output output) {
    String held = state.getOrDefault(input.key(), "");
    if (input instanceof Get) {
      return output == null || ((Value) output).value().equals(held) ? state : null;
    }
    Map<Object, String> next = new HashMap<>(state);
    next.put(
        input.key(), input instanceof Put put ? put.value() : held + ((Append) input).suffix());
    return next;
  }

  @Override
  public boolean observes(Input input, @Nullable Output output) {
    return input instanceof Get;
  }

  @Override
  public boolean setsBack(Input input, @Nullable Output output) {
    return input instanceof Put;
  }

  @Override
  public boolean isBehind(Map<Object, String> state, Input input, Output output) {
    return ((Value) output).value().startsWith(state.getOrDefault(input.key(), ""));
  }
}
