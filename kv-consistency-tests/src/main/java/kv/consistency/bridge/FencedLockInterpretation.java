package kv.consistency.bridge;

import kv.consistency.history.MalformedHistoryException;
import kv.consistency.history.Value.Int;
import kv.consistency.linearizability.Model;
import kv.consistency.model.FencedLock;
import kv.consistency.model.FencedLock.Acquire;
import kv.consistency.model.FencedLock.Done;
import kv.consistency.model.FencedLock.Granted;
import kv.consistency.model.FencedLock.Input;
import kv.consistency.model.FencedLock.Output;
import kv.consistency.model.FencedLock.Release;
import org.jspecify.annotations.Nullable;

/** {@code acquire} answered by a token, {@code release} (of a token, if it names one). */
final class FencedLockInterpretation implements Interpretation<Long, Input, Output> {
  private static final Acquire ACQUIRE = new Acquire();
  private static final Done DONE = new Done();

  private final FencedLock model = new FencedLock();

  @Override
  public Model<Long, Input, Output> model() {
    return model;
  }

  @Override
  public @Nullable Observation<Input, Output> observe(Call call) throws MalformedHistoryException {
    if (call.isFailed()) {
      return null;
    }
    switch (call.f()) {
      case "acquire" -> {
        return new Observation<>(
            ACQUIRE,
            call.isOk() ? new Granted(Interpretations.integer(call, call.result())) : null);
      }
      case "release" -> {
        long token = call.argument() instanceof Int named ? named.value() : 0;
        return new Observation<>(new Release(token), call.isOk() ? DONE : null);
      }
      default -> throw Interpretations.unknownFunction(call, "lock", "acquire, release");
    }
  }

  @Override
  public String describe(Input input, @Nullable Output output) {
    if (input instanceof Release) {
      return "release";
    }
    return output instanceof Granted granted ? "acquire → " + granted.token() : "acquire";
  }

  @Override
  public String describe(Long state) {
    return state == Long.MIN_VALUE ? "no token yet" : "highest token " + state;
  }
}
