package kv.consistency.history;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value in a history: what JSON and EDN have in common, and EDN's keywords. Immutable, with value
 * equality; no two of these types are ever equal ({@code 1} is not {@code 1.0}, {@code :a} is not
 * {@code "a"}).
 */
public sealed interface Value {

  /** No value: JSON's {@code null}, EDN's {@code nil}. */
  Value NULL = Null.NULL;

  /** The type of {@link #NULL}. */
  enum Null implements Value {
    NULL
  }

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Value {}

  /** An integer of 64 bits. */
  record Int(long value) implements Value {}

  /** An integer outside the range of {@link Int}. */
  record BigInt(BigInteger value) implements Value {
    public BigInt {
      if (value.bitLength() < Long.SIZE) {
        throw new IllegalArgumentException("fits a long: " + value);
      }
    }
  }

  /** A decimal fraction, kept exactly. Trailing zeros don't count: 1.50 equals 1.5. */
  record Decimal(BigDecimal value) implements Value {
    /** Bound on the exponent, so that no arithmetic on a hostile number can explode. */
    static final int MAX_SCALE = 10_000;

    public Decimal {
      if (Math.abs((long) value.scale()) > MAX_SCALE) {
        throw new IllegalArgumentException("exponent beyond " + MAX_SCALE);
      }
      value = value.stripTrailingZeros();
    }
  }

  /** A string of UTF-16 units; lone surrogates are allowed. */
  record Text(String value) implements Value {}

  /** An EDN keyword, without its colon; a namespace is part of the name: {@code ns/name}. */
  record Keyword(String name) implements Value {
    public Keyword {
      if (!isValid(name)) {
        throw new IllegalArgumentException("not a keyword: " + name);
      }
    }

    /** Whether {@code name} can be written as a keyword and read back. */
    public static boolean isValid(String name) {
      if (name.isEmpty() || name.charAt(0) == ':' || name.charAt(0) == '/') {
        return false;
      }
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        boolean valid = c < 128 ? EdnParser.isConstituent((byte) c) : Character.isLetterOrDigit(c);
        if (!valid) {
          return false;
        }
      }
      return true;
    }
  }

  /** A list; EDN's vectors, lists and sets are all lists, in the order of the file. */
  record Items(List<Value> values) implements Value {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** A map, in the order of the file (which equality ignores). */
  record Mapping(Map<Value, Value> entries) implements Value {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  static Value of(boolean value) {
    return value ? Constants.TRUE : Constants.FALSE;
  }

  static Value of(long value) {
    return value >= 0 && value < Constants.SMALL.size()
        ? Constants.SMALL.get((int) value)
        : new Int(value);
  }

  /** An {@link Int} if it fits one, else a {@link BigInt}. */
  static Value of(BigInteger value) {
    return value.bitLength() < Long.SIZE ? of(value.longValue()) : new BigInt(value);
  }

  static Value of(String value) {
    return new Text(value);
  }

  static Value keyword(String name) {
    return new Keyword(name);
  }

  static Value listOf(Value... values) {
    return new Items(List.of(values));
  }

  /** The name that a keyword or a string stands for, or null for any other value. */
  static @Nullable String name(Value value) {
    if (value instanceof Keyword keyword) {
      return keyword.name();
    }
    return value instanceof Text text ? text.value() : null;
  }

  /** Values that are shared instead of made anew. */
  final class Constants {
    private static final Value TRUE = new Bool(true);
    private static final Value FALSE = new Bool(false);
    private static final List<Value> SMALL = smallIntegers();

    private Constants() {}

    private static List<Value> smallIntegers() {
      List<Value> values = new ArrayList<>();
      for (long i = 0; i < 1024; i++) {
        values.add(new Int(i));
      }
      return List.copyOf(values);
    }
  }
}
