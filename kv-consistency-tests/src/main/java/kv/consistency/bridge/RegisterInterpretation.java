package kv.consistency.bridge;

import java.util.List;
import java.util.Optional;
import kv.consistency.history.EdnValues;
import kv.consistency.history.MalformedHistoryException;
import kv.consistency.history.Value;
import kv.consistency.history.Value.Items;
import kv.consistency.linearizability.Model;
import kv.consistency.model.Register;
import kv.consistency.model.Register.Cas;
import kv.consistency.model.Register.Delete;
import kv.consistency.model.Register.Done;
import kv.consistency.model.Register.Input;
import kv.consistency.model.Register.NilRead;
import kv.consistency.model.Register.Output;
import kv.consistency.model.Register.PreconditionFailed;
import kv.consistency.model.Register.Read;
import kv.consistency.model.Register.Write;
import org.jspecify.annotations.Nullable;

/**
 * {@code read}, {@code write} v, {@code cas} [old, new], {@code delete}; null is the absent
 * register.
 *
 * <p>A cas that failed with the error {@code precondition} saw another value than it expected; with
 * another error the request went wrong, and says nothing. What it says without any error depends on
 * who wrote the history: see {@link SilentCas}.
 */
final class RegisterInterpretation implements Interpretation<Optional<Object>, Input, Output> {
  private static final Read READ = new Read();
  private static final Delete DELETE = new Delete();
  private static final Done DONE = new Done();
  private static final PreconditionFailed REFUSED = new PreconditionFailed();

  private final Register model;
  private final SilentCas silentCas;

  RegisterInterpretation(NilRead nilRead, SilentCas silentCas) {
    this.silentCas = silentCas;
    this.model = new Register(nilRead);
  }

  @Override
  public Model<Optional<Object>, Input, Output> model() {
    return model;
  }

  @Override
  public @Nullable Observation<Input, Output> observe(Call call) throws MalformedHistoryException {
    Input input = input(call);
    if (input instanceof Read) {
      return call.isOk()
          ? new Observation<>(READ, new Register.Value(optional(call.result())))
          : null;
    }
    if (call.isFailed()) {
      return observedPrecondition(call, input) ? new Observation<>(input, REFUSED) : null;
    }
    return new Observation<>(input, call.isOk() ? DONE : null);
  }

  private boolean observedPrecondition(Call call, Input input) {
    if (call.isFailedPrecondition()) {
      return input instanceof Cas || input instanceof Delete;
    }
    boolean silent = call.completion() != null && call.completion().error() == null;
    return input instanceof Cas && silent && silentCas == SilentCas.MISMATCH;
  }

  private static Input input(Call call) throws MalformedHistoryException {
    return switch (call.f()) {
      case "read" -> READ;
      case "delete" -> DELETE;
      case "write" -> new Write(present(call, call.argument()));
      case "cas" -> {
        if (!(call.argument() instanceof Items pair) || pair.values().size() != 2) {
          throw call.unfit("a cas needs [old, new]");
        }
        List<Value> values = pair.values();
        yield new Cas(optional(values.get(0)), present(call, values.get(1)));
      }
      default ->
          throw Interpretations.unknownFunction(call, "register", "read, write, cas, delete");
    };
  }

  private static Optional<Object> optional(Value value) {
    return value == Value.NULL ? Optional.empty() : Optional.of(value);
  }

  private static Value present(Call call, Value value) throws MalformedHistoryException {
    if (value == Value.NULL) {
      throw call.unfit("a " + call.f() + " of no value; to remove one is a delete");
    }
    return value;
  }

  @Override
  public String describe(Input input, @Nullable Output output) {
    String suffix = output instanceof PreconditionFailed ? " → refused" : "";
    if (input instanceof Write write) {
      return "write " + Interpretations.text(write.value());
    }
    if (input instanceof Cas cas) {
      return "cas " + text(cas.expected()) + " to " + Interpretations.text(cas.value()) + suffix;
    }
    if (input instanceof Delete) {
      return "delete" + suffix;
    }
    return output instanceof Register.Value read ? "read → " + text(read.value()) : "read";
  }

  @Override
  public String describe(Optional<Object> state) {
    return state.map(Interpretations::text).orElse("absent");
  }

  private static String text(Optional<Object> value) {
    return value.map(Interpretations::text).orElse(EdnValues.text(Value.NULL));
  }
}
