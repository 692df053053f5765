package kv.consistency.model;

import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/** Many independent objects of one model, each named by a key. */
public final class Keyed<S, I, O>
    implements Model<S, Keyed.Input<I>, O>, Hints<S, Keyed.Input<I>, O> {

  /** An operation on the object of that key. */
  public record Input<I>(Object key, I input) {}

  private final Model<S, I, O> model;
  private final Hints<S, I, O> hints;

  /** Every object follows {@code model}, whose own partitions, if any, are kept apart as well. */
  public Keyed(Model<S, I, O> model) {
    this.model = model;
    Hints<S, I, O> given = Hints.of(model);
    this.hints = given == null ? new Hints<>() {} : given;
  }

  @Override
  public S initial() {
    return model.initial();
  }

  @Override
  public @Nullable S step(S state, Input<I> input, @Nullable O output) {
    return model.step(state, input.input(), output);
  }

  @Override
  public Object partition(Input<I> input) {
    Object part = model.partition(input.input());
    return part == Whole.SYSTEM ? input.key() : new Part(input.key(), part);
  }

  @Override
  public boolean observes(Input<I> input, @Nullable O output) {
    return hints.observes(input.input(), output);
  }

  @Override
  public @Nullable Access<S> access(Input<I> input, @Nullable O output) {
    return hints.access(input.input(), output);
  }

  @Override
  public boolean setsBack(Input<I> input, @Nullable O output) {
    return hints.setsBack(input.input(), output);
  }

  @Override
  public boolean isBehind(S state, Input<I> input, O output) {
    return hints.isBehind(state, input.input(), output);
  }

  private record Part(Object key, Object part) {}
}
