package kv.consistency.bridge;

import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.MalformedHistoryException;
import kv.consistency.history.Value;
import org.jspecify.annotations.Nullable;

/**
 * An invocation and what became of it.
 *
 * @param completion null if the history ends before it
 * @param line line of the completion, or of the invocation if there is none
 */
public record Call(Event invocation, @Nullable Event completion, long line) {

  public String f() {
    return invocation.f();
  }

  /** What was asked. */
  public Value argument() {
    return invocation.value();
  }

  /** What was answered; {@link Value#NULL} unless the operation is ok. */
  public Value result() {
    return completion != null && isOk() ? completion.value() : Value.NULL;
  }

  public boolean isOk() {
    return completion != null && completion.type() == EventType.OK;
  }

  /** Whether the operation certainly did not take effect. */
  public boolean isFailed() {
    return completion != null && completion.type() == EventType.FAIL;
  }

  /** Whether the operation failed because its precondition was false. */
  public boolean isFailedPrecondition() {
    return completion != null && completion.isFailedPrecondition();
  }

  /** Whether the operation may have taken effect, and may still. */
  public boolean isIndeterminate() {
    return !isOk() && !isFailed();
  }

  /** To be thrown where the call is none of the model's. */
  public MalformedHistoryException unfit(String reason) {
    return new MalformedHistoryException(line, reason);
  }
}
