package kv.consistency.transactions;

import kv.consistency.history.Value;

/** Writes keys, values and lists the way people say them; long lists by their end. */
final class Words {
  private static final int LAST_ELEMENTS = 8;

  private final TransactionHistory history;

  Words(TransactionHistory history) {
    this.history = history;
  }

  String key(int op) {
    return keyNumbered(history.key(op));
  }

  String keyNumbered(int key) {
    return text(history.keys.get(key));
  }

  /** The value that the write wrote, or that the read of a register returned. */
  String value(int op) {
    return code(history.value(op));
  }

  String code(long code) {
    return code == ValueCodes.NIL ? "nothing" : text(history.codes.value(code));
  }

  /** The list that the read returned. */
  String list(int read) {
    long reference = history.value(read);
    return list(history.lists.array(history.key(read), reference), history.lists.length(reference));
  }

  String list(long[] elements, int length) {
    StringBuilder text = new StringBuilder("[");
    int from = Math.max(0, length - LAST_ELEMENTS);
    text.append(from > 0 ? "… " : "");
    for (int i = from; i < length; i++) {
      text.append(i > from ? " " : "").append(code(elements[i]));
    }
    return text.append("]").toString();
  }

  static String text(Value value) {
    if (value instanceof Value.Int number) {
      return Long.toString(number.value());
    }
    String name = Value.name(value);
    return name != null ? name : value.toString();
  }
}
