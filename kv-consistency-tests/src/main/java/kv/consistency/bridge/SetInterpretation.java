package kv.consistency.bridge;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import kv.consistency.history.MalformedHistoryException;
import kv.consistency.history.Value;
import kv.consistency.history.Value.Items;
import kv.consistency.linearizability.Model;
import kv.consistency.model.SetObject;
import kv.consistency.model.SetObject.Add;
import kv.consistency.model.SetObject.Done;
import kv.consistency.model.SetObject.Elements;
import kv.consistency.model.SetObject.Input;
import kv.consistency.model.SetObject.Output;
import kv.consistency.model.SetObject.Read;
import kv.consistency.model.SetObject.Remove;
import org.jspecify.annotations.Nullable;

/** {@code add} v, {@code remove} v, {@code read} [v, ...]; a read of null saw the empty set. */
final class SetInterpretation implements Interpretation<Set<Object>, Input, Output> {
  private static final Read READ = new Read();
  private static final Done DONE = new Done();

  private final SetObject model = new SetObject();

  @Override
  public Model<Set<Object>, Input, Output> model() {
    return model;
  }

  @Override
  public @Nullable Observation<Input, Output> observe(Call call) throws MalformedHistoryException {
    if (call.f().equals("read")) {
      return call.isOk() ? new Observation<>(READ, new Elements(elements(call))) : null;
    }
    Input input =
        switch (call.f()) {
          case "add" -> new Add(call.argument());
          case "remove" -> new Remove(call.argument());
          default -> throw Interpretations.unknownFunction(call, "set", "add, remove, read");
        };
    return call.isFailed() ? null : new Observation<>(input, call.isOk() ? DONE : null);
  }

  private static Set<Object> elements(Call call) throws MalformedHistoryException {
    if (call.result() == Value.NULL) {
      return Set.of();
    }
    if (call.result() instanceof Items items) {
      return new HashSet<>(items.values());
    }
    throw call.unfit("a read of a set must be a list");
  }

  @Override
  public String describe(Input input, @Nullable Output output) {
    if (input instanceof Add add) {
      return "add " + Interpretations.text(add.element());
    }
    if (input instanceof Remove remove) {
      return "remove " + Interpretations.text(remove.element());
    }
    return output instanceof Elements read ? "read → " + describe(read.elements()) : "read";
  }

  @Override
  public String describe(Set<Object> state) {
    return state.stream()
        .map(Interpretations::text)
        .sorted()
        .collect(Collectors.joining(" ", "{", "}"));
  }
}
