package kv.consistency.bridge;

import kv.consistency.history.EdnValues;
import kv.consistency.history.MalformedHistoryException;
import kv.consistency.history.Value;
import kv.consistency.history.Value.Text;
import kv.consistency.linearizability.Model;
import kv.consistency.model.KeyValue;
import kv.consistency.model.KeyValue.Append;
import kv.consistency.model.KeyValue.Done;
import kv.consistency.model.KeyValue.Get;
import kv.consistency.model.KeyValue.Input;
import kv.consistency.model.KeyValue.Output;
import kv.consistency.model.KeyValue.Put;
import org.jspecify.annotations.Nullable;

/** {@code get}, {@code put} s, {@code append} s, of strings by key; null is the empty string. */
final class KeyValueInterpretation implements Interpretation<String, Input, Output> {
  private static final Done DONE = new Done();

  private final KeyValue model = new KeyValue();

  @Override
  public Model<String, Input, Output> model() {
    return model;
  }

  @Override
  public @Nullable Observation<Input, Output> observe(Call call) throws MalformedHistoryException {
    Value named = call.invocation().key();
    Value key = named == null ? Value.NULL : named;
    switch (call.f()) {
      case "get" -> {
        return call.isOk()
            ? new Observation<>(new Get(key), new KeyValue.Value(string(call, call.result())))
            : null;
      }
      case "put", "append" -> {
        if (call.isFailed()) {
          return null;
        }
        String value = string(call, call.argument());
        Input input = call.f().equals("put") ? new Put(key, value) : new Append(key, value);
        return new Observation<>(input, call.isOk() ? DONE : null);
      }
      default -> throw Interpretations.unknownFunction(call, "key-value store", "get, put, append");
    }
  }

  private static String string(Call call, Value value) throws MalformedHistoryException {
    if (value instanceof Text text) {
      return text.value();
    }
    if (value == Value.NULL) {
      return "";
    }
    throw call.unfit("the value of a " + call.f() + " must be a string");
  }

  @Override
  public String describe(Input input, @Nullable Output output) {
    if (input instanceof Put put) {
      return "put " + quoted(put.value());
    }
    if (input instanceof Append append) {
      return "append " + quoted(append.suffix());
    }
    return output instanceof KeyValue.Value read ? "get → " + quoted(read.value()) : "get";
  }

  @Override
  public String describe(String state) {
    return quoted(state);
  }

  private static String quoted(String text) {
    return EdnValues.text(Value.of(text));
  }
}
