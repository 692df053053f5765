package kv.consistency.model;

import java.util.Optional;
import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/**
 * One register: read, write, compare-and-set, delete. Absent, at first and after a delete, is a
 * value.
 */
public final class Register
    implements Model<Optional<Object>, Register.Input, Register.Output>,
        Hints<Optional<Object>, Register.Input, Register.Output> {

  /** What it means that a read brought nothing. */
  public enum NilRead {
    /** The register was absent. */
    ABSENT,
    /** Nothing: any value may have been there, as Knossos takes it. */
    ANY
  }

  /** What can be asked of a register. */
  public sealed interface Input {}

  public record Read() implements Input {}

  public record Write(Object value) implements Input {}

  /** Sets {@code value} if the register holds {@code expected}; empty expects absence. */
  public record Cas(Optional<Object> expected, Object value) implements Input {}

  public record Delete() implements Input {}

  /** What a register answers. */
  public sealed interface Output {}

  /** The write, compare-and-set or delete took effect; a delete says nothing of what was there. */
  public record Done() implements Output {}

  /** The answer to a read. */
  public record Value(Optional<Object> value) implements Output {}

  /**
   * Nothing changed: a compare-and-set found another value than expected, or a delete found none.
   */
  public record PreconditionFailed() implements Output {}

  private final NilRead nilRead;

  public Register(NilRead nilRead) {
    this.nilRead = nilRead;
  }

  @Override
  public Optional<Object> initial() {
    return Optional.empty();
  }

  // Empty is the state of an absent register, null is no state at all: an illegal step.
  @SuppressWarnings("NullableOptional")
  @Override
  public @Nullable Optional<Object> step(
      Optional<Object> state, Input input, @Nullable Output output) {
    if (input instanceof Read) {
      return output == null || readAllows((Value) output, state) ? state : null;
    }
    if (input instanceof Write write) {
      return Optional.of(write.value());
    }
    boolean refused = output instanceof PreconditionFailed;
    if (input instanceof Cas cas) {
      boolean matches = state.equals(cas.expected());
      if (refused) {
        return matches ? null : state;
      }
      return matches ? Optional.of(cas.value()) : null;
    }
    if (refused) {
      return state.isEmpty() ? state : null;
    }
    return Optional.empty();
  }

  @Override
  public boolean observes(Input input, @Nullable Output output) {
    return input instanceof Read || output instanceof PreconditionFailed;
  }

  @Override
  public Access<Optional<Object>> access(Input input, @Nullable Output output) {
    if (output instanceof Value read) {
      boolean saysNothing = nilRead == NilRead.ANY && read.value().isEmpty();
      return new Access<>(saysNothing ? null : read.value(), null, null);
    }
    if (input instanceof Read) {
      return new Access<>(null, null, null);
    }
    boolean refused = output instanceof PreconditionFailed;
    if (input instanceof Write write) {
      return new Access<>(null, null, Optional.of(write.value()));
    }
    if (input instanceof Cas cas) {
      return refused
          ? new Access<>(null, cas.expected(), null)
          : new Access<>(cas.expected(), null, Optional.of(cas.value()));
    }
    return refused
        ? new Access<>(Optional.empty(), null, null)
        : new Access<>(null, null, Optional.empty());
  }

  private boolean readAllows(Value read, Optional<Object> state) {
    return read.value().equals(state) || (nilRead == NilRead.ANY && read.value().isEmpty());
  }
}
