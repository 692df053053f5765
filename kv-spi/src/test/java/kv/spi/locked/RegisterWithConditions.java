package kv.spi.locked;

import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LockedBackend} promises of each key, sequentially: a register of small numbers,
 * {@link Values#ABSENT} at first, whose writes may have conditions; an answer that a condition
 * failed says what was there.
 */
final class RegisterWithConditions
    implements Model<Integer, RegisterWithConditions.Input, Integer>,
        Hints<Integer, RegisterWithConditions.Input, Integer> {

  /** The answer to a write that was applied; any other output tells the value that was there. */
  static final int APPLIED = -1;

  /** The answer that a condition failed, where it can't be told what was there. */
  static final int NOT_APPLIED = -2;

  enum Kind {
    READ,
    PUT,
    DELETE,
    /** The end of the time to live of what is {@code expected}, which nobody calls for. */
    EXPIRE
  }

  enum Condition {
    NONE,
    ABSENT,
    PRESENT,
    EQUAL
  }

  /**
   * @param expected if the condition is {@link Condition#EQUAL}
   * @param value to put
   */
  record Input(int key, Kind kind, Condition condition, int expected, int value) {

    boolean holds(int state) {
      return switch (condition) {
        case NONE -> true;
        case ABSENT -> state == Values.ABSENT;
        case PRESENT -> state != Values.ABSENT;
        case EQUAL -> state == expected;
      };
    }
  }

  @Override
  public Integer initial() {
    return Values.ABSENT;
  }

  @Override
  public @Nullable Integer step(Integer state, Input input, @Nullable Integer output) {
    if (input.kind() == Kind.READ) {
      return output == null || output.equals(state) ? state : null;
    }
    boolean applies = input.holds(state) && (input.kind() == Kind.PUT || state != Values.ABSENT);
    if (output != null && output != APPLIED) {
      return !applies && (output == NOT_APPLIED || output.equals(state)) ? state : null;
    }
    return applies ? Integer.valueOf(input.value()) : null;
  }

  @Override
  public boolean observes(Input input, @Nullable Integer output) {
    return input.kind() == Kind.READ || (output != null && output != APPLIED);
  }

  @Override
  public Object partition(Input input) {
    return input.key();
  }
}
