package kv.consistency.history;

import kv.consistency.history.Value.Text;
import org.jspecify.annotations.Nullable;

/**
 * Shares equal short strings: a history of millions of events has a handful of functions, keys and
 * small values. A direct-mapped cache of fixed size, so hostile input costs nothing but misses.
 */
final class TextPool {
  private static final int SLOTS = 1 << 13;
  private static final int LONGEST = 32;

  private final @Nullable Text[] slots = new @Nullable Text[SLOTS];

  Text text(String string) {
    if (string.length() > LONGEST) {
      return new Text(string);
    }
    int hash = string.hashCode();
    int slot = (hash ^ hash >>> 13) & (SLOTS - 1);
    Text cached = slots[slot];
    if (cached != null && cached.value().equals(string)) {
      return cached;
    }
    Text text = new Text(string);
    slots[slot] = text;
    return text;
  }
}
