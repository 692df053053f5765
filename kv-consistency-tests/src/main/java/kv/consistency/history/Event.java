package kv.consistency.history;

import org.jspecify.annotations.Nullable;

/**
 * One line of a history. Events are ordered by one monotonic clock; their order, not their time,
 * decides what was concurrent.
 *
 * @param index position in the history, rising but not necessarily dense
 * @param time nanoseconds since the run began, or {@link #NO_TIME} where the file has none
 * @param process the logical thread that acts (0 or above), or {@link #NEMESIS}
 * @param type invocation or outcome
 * @param f the function: {@code read}, {@code write}, {@code txn}, ...
 * @param key the object acted on, or null where the history has one object only (the key that is
 *     the value null is {@link Value#NULL})
 * @param value argument or result; {@link Value#NULL} where there is none
 * @param error why an operation failed or is unknown, if the file says so
 */
public record Event(
    long index,
    long time,
    int process,
    EventType type,
    String f,
    @Nullable Value key,
    Value value,
    @Nullable Value error) {

  /** The process of events that tell of faults, not of operations. */
  public static final int NEMESIS = -1;

  /** The time of an event in a history that has no times. */
  public static final long NO_TIME = -1;

  public Event {
    if (index < 0 || time < NO_TIME || process < NEMESIS) {
      throw new IllegalArgumentException(
          "index, time or process below its range: " + index + ", " + time + ", " + process);
    }
  }

  public boolean isNemesis() {
    return process == NEMESIS;
  }

  /** Whether this is a failure that observed something: the operation's precondition was false. */
  public boolean isFailedPrecondition() {
    return type == EventType.FAIL && error != null && "precondition".equals(Value.name(error));
  }
}
