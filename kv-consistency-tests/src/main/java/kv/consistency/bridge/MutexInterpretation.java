package kv.consistency.bridge;

import java.util.Locale;
import kv.consistency.history.MalformedHistoryException;
import kv.consistency.linearizability.Model;
import kv.consistency.model.Mutex;
import kv.consistency.model.Mutex.Input;
import kv.consistency.model.Mutex.Output;
import org.jspecify.annotations.Nullable;

/**
 * {@code acquire}, {@code release}. One that failed with the error {@code precondition} found the
 * lock taken, or free; with another error, or none, it says nothing.
 */
final class MutexInterpretation implements Interpretation<Boolean, Input, Output> {
  private final Mutex model = new Mutex();

  @Override
  public Model<Boolean, Input, Output> model() {
    return model;
  }

  @Override
  public @Nullable Observation<Input, Output> observe(Call call) throws MalformedHistoryException {
    Input input =
        switch (call.f()) {
          case "acquire" -> Input.ACQUIRE;
          case "release" -> Input.RELEASE;
          default -> throw Interpretations.unknownFunction(call, "lock", "acquire, release");
        };
    if (call.isFailed()) {
      return call.isFailedPrecondition() ? new Observation<>(input, Output.REFUSED) : null;
    }
    return new Observation<>(input, call.isOk() ? Output.DONE : null);
  }

  @Override
  public String describe(Input input, @Nullable Output output) {
    String text = input.name().toLowerCase(Locale.ROOT);
    return output == Output.REFUSED ? text + " → refused" : text;
  }

  @Override
  public String describe(Boolean state) {
    return state ? "held" : "free";
  }
}
