package kv.consistency.report;

import java.util.List;
import kv.consistency.history.EdnValues;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.Value;
import org.jspecify.annotations.Nullable;

/**
 * Puts an operation of any workload into a few words: {@code write x 1}, {@code read x → 1}, {@code
 * txn r x [1 2] · append y 3}.
 */
final class OperationText {
  private static final int LONGEST = 120;

  private OperationText() {}

  static String of(Event invocation, @Nullable Event completion) {
    Value asked = invocation.value();
    Value answered = completion == null ? Value.NULL : completion.value();
    boolean ok = completion != null && completion.type() == EventType.OK;
    StringBuilder text = new StringBuilder(cut(invocation.f()));
    if (invocation.key() != null) {
      text.append(' ').append(scalar(invocation.key()));
    }
    if (isTransaction(asked)) {
      // What was asked for is part of the answer.
      return cut(text.append(transaction(ok && isTransaction(answered) ? answered : asked)));
    }
    if (asked != Value.NULL) {
      text.append(' ').append(EdnValues.text(asked));
    }
    boolean nothingRead = asked == Value.NULL && invocation.f().equals("read");
    if (ok && (nothingRead || (answered != Value.NULL && !answered.equals(asked)))) {
      text.append(" → ").append(EdnValues.text(answered));
    }
    return cut(text);
  }

  static String error(@Nullable Value error) {
    return error == null ? "" : cut(scalar(error));
  }

  private static boolean isTransaction(Value value) {
    return value instanceof Value.Items list
        && !list.values().isEmpty()
        && list.values().stream().allMatch(OperationText::isMicroOperation);
  }

  private static boolean isMicroOperation(Value value) {
    return value instanceof Value.Items parts
        && parts.values().size() == 3
        && Value.name(parts.values().get(0)) != null;
  }

  private static String transaction(Value value) {
    StringBuilder text = new StringBuilder();
    for (Value operation : ((Value.Items) value).values()) {
      List<Value> parts = ((Value.Items) operation).values();
      text.append(text.isEmpty() ? " " : " · ").append(scalar(parts.get(0))).append(' ');
      text.append(scalar(parts.get(1)));
      if (parts.get(2) != Value.NULL) {
        text.append(' ').append(EdnValues.text(parts.get(2)));
      }
      if (text.length() > LONGEST) {
        break;
      }
    }
    return text.toString();
  }

  private static String scalar(Value value) {
    String name = Value.name(value);
    return name != null ? name : EdnValues.text(value);
  }

  private static String cut(CharSequence text) {
    return text.length() <= LONGEST ? text.toString() : text.subSequence(0, LONGEST - 1) + "…";
  }
}
