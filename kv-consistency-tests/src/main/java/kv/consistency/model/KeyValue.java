package kv.consistency.model;

import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/** A store of strings by key: get, put, append. A key that was never put holds the empty string. */
public final class KeyValue
    implements Model<String, KeyValue.Input, KeyValue.Output>,
        Hints<String, KeyValue.Input, KeyValue.Output> {

  /** What can be asked of the store. */
  public sealed interface Input {
    Object key();
  }

  public record Get(Object key) implements Input {}

  public record Put(Object key, String value) implements Input {}

  public record Append(Object key, String suffix) implements Input {}

  /** What the store answers. */
  public sealed interface Output {}

  /** The put or append took effect. */
  public record Done() implements Output {}

  /** The answer to a get. */
  public record Value(String value) implements Output {}

  @Override
  public String initial() {
    return "";
  }

  @Override
  public @Nullable String step(String state, Input input, @Nullable Output output) {
    if (input instanceof Get) {
      return output == null || ((Value) output).value().equals(state) ? state : null;
    }
    if (input instanceof Put put) {
      return put.value();
    }
    return state.concat(((Append) input).suffix());
  }

  @Override
  public boolean observes(Input input, @Nullable Output output) {
    return input instanceof Get;
  }

  /** Appended to, a string begins as before. */
  @Override
  public boolean setsBack(Input input, @Nullable Output output) {
    return input instanceof Put;
  }

  @Override
  public boolean isBehind(String state, Input input, Output output) {
    return ((Value) output).value().startsWith(state);
  }

  @Override
  public @Nullable Access<String> access(Input input, @Nullable Output output) {
    if (input instanceof Get) {
      return new Access<>(output == null ? null : ((Value) output).value(), null, null);
    }
    return input instanceof Put put ? new Access<>(null, null, put.value()) : null;
  }

  @Override
  public Object partition(Input input) {
    return input.key();
  }
}
