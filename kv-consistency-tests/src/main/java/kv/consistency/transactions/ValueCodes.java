package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kv.consistency.history.Value;

/**
 * Values as longs that are equal when the values are: an integer stands for itself; anything else,
 * and the few integers in the way, gets a number from the bottom of the range.
 */
final class ValueCodes {

  /** The code of {@link Value#NULL}. */
  static final long NIL = Long.MIN_VALUE;

  private static final long LAST_RESERVED = Long.MIN_VALUE + Integer.MAX_VALUE;

  private final Map<Value, Long> codes = new HashMap<>();
  private final List<Value> values = new ArrayList<>(List.of(Value.NULL));

  long code(Value value) {
    if (value instanceof Value.Int number && number.value() > LAST_RESERVED) {
      return number.value();
    }
    if (value == Value.NULL) {
      return NIL;
    }
    Long known = codes.get(value);
    if (known == null) {
      known = NIL + values.size();
      values.add(value);
      codes.put(value, known);
    }
    return known;
  }

  Value value(long code) {
    return code > LAST_RESERVED ? Value.of(code) : values.get((int) (code - NIL));
  }
}
