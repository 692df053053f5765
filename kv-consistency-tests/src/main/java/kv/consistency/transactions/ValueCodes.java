package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kv.consistency.history.Value;
import kv.consistency.transactions.graph.Allowance;

/**
 * Values as longs that are equal when the values are: an integer stands for itself; anything else,
 * and the few integers in the way, gets a number from the bottom of the range.
 */
final class ValueCodes {

  /** The code of {@link Value#NULL}. */
  static final long NIL = Long.MIN_VALUE;

  private static final long LAST_RESERVED = Long.MIN_VALUE + Integer.MAX_VALUE;

  private static final long OBJECT = 48;

  private final Map<Value, Long> codes = new HashMap<>();
  private final List<Value> values = new ArrayList<>(List.of(Value.NULL));
  private long bytes;

  /** What the numbered values take, or nearly so. */
  long bytes() {
    return bytes;
  }

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
      bytes += Allowance.ENTRY + weight(value);
    }
    return known;
  }

  /** What a value takes, or nearly so. */
  static long weight(Value value) {
    if (value instanceof Value.Text text) {
      return 2L * text.value().length() + OBJECT;
    }
    if (value instanceof Value.Keyword keyword) {
      return 2L * keyword.name().length() + OBJECT;
    }
    long weight = OBJECT;
    if (value instanceof Value.Items items) {
      for (Value item : items.values()) {
        weight += weight(item);
      }
    } else if (value instanceof Value.Mapping mapping) {
      for (Map.Entry<Value, Value> entry : mapping.entries().entrySet()) {
        weight += Allowance.ENTRY + weight(entry.getKey()) + weight(entry.getValue());
      }
    }
    return weight;
  }

  Value value(long code) {
    return code > LAST_RESERVED ? Value.of(code) : values.get((int) (code - NIL));
  }
}
