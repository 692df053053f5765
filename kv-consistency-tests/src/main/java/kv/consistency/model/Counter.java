package kv.consistency.model;

import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/** A counter that starts at zero. An addition may or may not answer the sum. */
public final class Counter
    implements Model<Long, Counter.Input, Counter.Output>,
        Hints<Long, Counter.Input, Counter.Output> {

  /** What can be asked of a counter. */
  public sealed interface Input {}

  public record Read() implements Input {}

  public record Add(long delta) implements Input {}

  /** What a counter answers. */
  public sealed interface Output {}

  /** The addition took effect. */
  public record Done() implements Output {}

  /** The value read, or the sum after an addition. */
  public record Value(long value) implements Output {}

  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public @Nullable Long step(Long state, Input input, @Nullable Output output) {
    long next = input instanceof Add add ? state + add.delta() : state;
    return output instanceof Value value && value.value() != next ? null : Long.valueOf(next);
  }

  @Override
  public boolean observes(Input input, @Nullable Output output) {
    return input instanceof Read;
  }

  @Override
  public boolean setsBack(Input input, @Nullable Output output) {
    return input instanceof Add add && add.delta() < 0;
  }

  @Override
  public boolean isBehind(Long state, Input input, Output output) {
    return ((Value) output).value() >= state;
  }
}
