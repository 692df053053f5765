package kv.consistency.bridge;

import kv.consistency.history.MalformedHistoryException;
import kv.consistency.history.Value;
import kv.consistency.linearizability.Model;
import kv.consistency.model.Keyed;
import org.jspecify.annotations.Nullable;

/** Many objects, each named by the key of its events; events without a key share one object. */
final class KeyedInterpretation<S, I, O> implements Interpretation<S, Keyed.Input<I>, O> {
  private final Interpretation<S, I, O> single;
  private final Model<S, Keyed.Input<I>, O> model;

  KeyedInterpretation(Interpretation<S, I, O> single) {
    this.single = single;
    this.model = new Keyed<>(single.model());
  }

  @Override
  public Model<S, Keyed.Input<I>, O> model() {
    return model;
  }

  @Override
  public @Nullable Observation<Keyed.Input<I>, O> observe(Call call)
      throws MalformedHistoryException {
    Observation<I, O> seen = single.observe(call);
    if (seen == null) {
      return null;
    }
    Value key = call.invocation().key();
    return new Observation<>(
        new Keyed.Input<>(key == null ? Value.NULL : key, seen.input()), seen.output());
  }

  @Override
  public String describe(Keyed.Input<I> input, @Nullable O output) {
    return single.describe(input.input(), output);
  }

  @Override
  public String describe(S state) {
    return single.describe(state);
  }
}
