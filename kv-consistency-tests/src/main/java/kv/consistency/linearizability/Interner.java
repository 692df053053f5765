package kv.consistency.linearizability;

import java.util.Arrays;

/** Numbers distinct values from zero, by their {@code equals}; equal hash codes cost only time. */
final class Interner<T> {

  private static final int MINIMUM = 16;

  private Object[] values = new Object[MINIMUM / 2];
  private int[] hashes = new int[MINIMUM / 2];
  private int[] table = new int[MINIMUM];
  private int size;

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked") // holds nothing but what intern was given
  T get(int id) {
    return (T) values[id];
  }

  /** The number of a value equal to {@code value}, a new one if there was none. */
  int intern(T value) {
    int hash = spread(value.hashCode());
    int at = hash & (table.length - 1);
    for (int entry = table[at]; entry != 0; entry = table[at]) {
      int id = entry - 1;
      if (hashes[id] == hash && values[id].equals(value)) {
        return id;
      }
      at = (at + 1) & (table.length - 1);
    }
    if (size == values.length) {
      grow();
      return intern(value);
    }
    values[size] = value;
    hashes[size] = hash;
    table[at] = ++size;
    return size - 1;
  }

  private void grow() {
    values = Arrays.copyOf(values, 2 * size);
    hashes = Arrays.copyOf(hashes, 2 * size);
    table = new int[4 * size];
    for (int id = 0; id < size; id++) {
      int at = hashes[id] & (table.length - 1);
      while (table[at] != 0) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = id + 1;
    }
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ mixed >>> 15;
  }
}
