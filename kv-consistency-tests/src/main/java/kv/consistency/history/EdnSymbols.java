package kv.consistency.history;

import java.nio.charset.StandardCharsets;
import kv.consistency.history.Value.Keyword;
import kv.consistency.history.Value.Text;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value of a short ASCII token by its bytes, without making a string of it first: the
 * same few keywords and strings come millions of times. A direct-mapped cache of fixed size.
 */
final class EdnSymbols {
  private static final int SLOTS = 1 << 13;
  private static final int LONGEST = 32;

  private final @Nullable Keyword[] keywords = new @Nullable Keyword[SLOTS];
  private final @Nullable Text[] texts = new @Nullable Text[SLOTS];

  /** nil, true or false, or null if the token is none of them. */
  static @Nullable Value constant(byte[] window, int start, int length) {
    if (equal(window, start, length, "nil")) {
      return Value.NULL;
    } else if (equal(window, start, length, "true")) {
      return Value.of(true);
    }
    return equal(window, start, length, "false") ? Value.of(false) : null;
  }

  /** The keyword of that name, or {@link Value#NULL} if it can't be one. */
  Value keyword(byte[] window, int start, int length) {
    int slot = slot(window, start, length);
    Keyword cached = keywords[slot];
    if (cached != null && equal(window, start, length, cached.name())) {
      return cached;
    }
    String name = new String(window, start, length, StandardCharsets.UTF_8);
    if (!Keyword.isValid(name)) {
      return Value.NULL;
    }
    Keyword keyword = new Keyword(name);
    if (length <= LONGEST && name.length() == length) {
      keywords[slot] = keyword;
    }
    return keyword;
  }

  /** The string of these ASCII bytes. */
  Value text(byte[] window, int start, int length) {
    int slot = slot(window, start, length);
    Text cached = texts[slot];
    if (cached != null && equal(window, start, length, cached.value())) {
      return cached;
    }
    Text text = new Text(new String(window, start, length, StandardCharsets.ISO_8859_1));
    if (length <= LONGEST) {
      texts[slot] = text;
    }
    return text;
  }

  private static boolean equal(byte[] window, int start, int length, String string) {
    if (string.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (string.charAt(i) != (window[start + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private static int slot(byte[] window, int start, int length) {
    int hash = length;
    for (int i = start; i < start + Math.min(length, LONGEST); i++) {
      hash = 31 * hash + window[i];
    }
    return (hash ^ hash >>> 13) & (SLOTS - 1);
  }
}
