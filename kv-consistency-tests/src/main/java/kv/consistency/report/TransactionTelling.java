package kv.consistency.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import kv.consistency.history.EdnValues;
import kv.consistency.history.Value;
import kv.consistency.transactions.TransactionHistory;

/** Puts transactions into words: {@code process 3, events 4-9, ok} and {@code r x [1 2]}. */
final class TransactionTelling {
  private static final int LAST_ELEMENTS = 8;

  private TransactionTelling() {}

  static String outcome(TransactionHistory history, int transaction) {
    return history.outcome(transaction).name().toLowerCase(Locale.ROOT);
  }

  static String when(TransactionHistory history, int transaction) {
    long end = history.completed(transaction);
    return "process "
        + history.process(transaction)
        + ", events "
        + history.invoked(transaction)
        + "-"
        + (end == Long.MAX_VALUE ? "" : end)
        + ", "
        + outcome(history, transaction);
  }

  static List<String> operations(TransactionHistory history, int transaction) {
    return history.microOperations(transaction).stream().map(TransactionTelling::told).toList();
  }

  /** The micro-operations with names instead of keywords, which JSON doesn't have. */
  static Value json(TransactionHistory history, int transaction) {
    return named(new Value.Items(history.microOperations(transaction)));
  }

  private static Value named(Value value) {
    if (value instanceof Value.Items list) {
      return new Value.Items(list.values().stream().map(TransactionTelling::named).toList());
    }
    return value instanceof Value.Keyword keyword ? Value.of(keyword.name()) : value;
  }

  private static String told(Value operation) {
    if (!(operation instanceof Value.Items parts)) {
      throw new IllegalArgumentException("no micro-operation: " + operation);
    }
    return Objects.requireNonNull(Value.name(parts.values().get(0)), "f has a name")
        + " "
        + scalar(parts.values().get(1))
        + " "
        + operand(parts.values().get(2));
  }

  private static String operand(Value value) {
    if (!(value instanceof Value.Items list)) {
      return scalar(value);
    }
    int size = list.values().size();
    int from = Math.max(0, size - LAST_ELEMENTS);
    StringBuilder text = new StringBuilder(from > 0 ? "[…" : "[");
    for (Value element : list.values().subList(from, size)) {
      text.append(text.length() > 1 ? " " : "").append(scalar(element));
    }
    return text.append("]").toString();
  }

  private static String scalar(Value value) {
    String name = Value.name(value);
    return name != null ? name : EdnValues.text(value);
  }
}
