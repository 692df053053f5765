package kv.consistency.bridge;

import kv.consistency.history.EdnValues;
import kv.consistency.history.MalformedHistoryException;
import kv.consistency.history.Value;
import kv.consistency.history.Value.Int;

/** What the interpretations have in common. */
final class Interpretations {
  private Interpretations() {}

  static MalformedHistoryException unknownFunction(Call call, String object, String functions) {
    return call.unfit("no function of a " + object + " (" + functions + ")");
  }

  static long integer(Call call, Value value) throws MalformedHistoryException {
    if (value instanceof Int integer) {
      return integer.value();
    }
    throw call.unfit("the value of a " + call.f() + " must be a whole number of 64 bits");
  }

  /** A value of a model that was made of a value of a history. */
  static String text(Object value) {
    return value instanceof Value known ? EdnValues.text(known) : String.valueOf(value);
  }
}
