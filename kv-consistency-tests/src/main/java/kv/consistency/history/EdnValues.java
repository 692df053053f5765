package kv.consistency.history;

import java.math.BigDecimal;
import java.util.Map;
import kv.consistency.history.Value.BigInt;
import kv.consistency.history.Value.Bool;
import kv.consistency.history.Value.Decimal;
import kv.consistency.history.Value.Int;
import kv.consistency.history.Value.Items;
import kv.consistency.history.Value.Keyword;
import kv.consistency.history.Value.Mapping;
import kv.consistency.history.Value.Text;

/** Writes {@link Value}s as EDN, on one line; what {@link EdnParser} reads back is equal. */
public final class EdnValues {
  private EdnValues() {}

  /** The value as EDN: {@code nil}, {@code 1}, {@code "a"}, {@code [1 2]}, {@code {:a 1}}. */
  public static String text(Value value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  static void append(StringBuilder out, Value value) {
    if (value instanceof Value.Null) {
      out.append("nil");
    } else if (value instanceof Bool bool) {
      out.append(bool.value());
    } else if (value instanceof Int integer) {
      out.append(integer.value());
    } else if (value instanceof BigInt integer) {
      out.append(integer.value()).append('N');
    } else if (value instanceof Decimal decimal) {
      out.append(digits(decimal)).append(isDouble(decimal.value()) ? "" : "M");
    } else if (value instanceof Text text) {
      appendString(out, text.value());
    } else if (value instanceof Keyword keyword) {
      out.append(':').append(keyword.name());
    } else if (value instanceof Items items) {
      out.append('[');
      String separator = "";
      for (Value element : items.values()) {
        out.append(separator);
        append(out, element);
        separator = " ";
      }
      out.append(']');
    } else if (value instanceof Mapping mapping) {
      appendMap(out, mapping.entries());
    }
  }

  private static void appendMap(StringBuilder out, Map<Value, Value> entries) {
    out.append('{');
    String separator = "";
    for (Map.Entry<Value, Value> entry : entries.entrySet()) {
      out.append(separator);
      append(out, entry.getKey());
      out.append(' ');
      append(out, entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  /** The decimal with a point or an exponent, so that it isn't read back as an integer. */
  static String digits(Decimal decimal) {
    String digits = decimal.value().toString();
    return digits.indexOf('.') < 0 && digits.indexOf('E') < 0 ? digits + ".0" : digits;
  }

  /** Whether Clojure, which reads {@code 1.5} as a double, would keep the number exactly. */
  private static boolean isDouble(BigDecimal value) {
    double nearest = value.doubleValue();
    return !Double.isInfinite(nearest)
        && new BigDecimal(Double.toString(nearest)).compareTo(value) == 0;
  }

  /** A quoted string, in the escapes that JSON and EDN share. */
  static void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 127 || Character.isSurrogate(c)) {
            appendUnicode(out, c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void appendUnicode(StringBuilder out, char c) {
    String hex = Integer.toHexString(c);
    out.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
  }
}
