package kv.consistency.transactions;

import java.util.Arrays;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;

/** A growing open-addressed map from longs to integers of at least 0. */
final class LongIntMap {

  /** What an absent key maps to. */
  static final int ABSENT = -1;

  private static final int ENTRY = Long.BYTES + Integer.BYTES;

  private final Allowance allowance;
  private long[] keys;
  private int[] values;
  private int size;

  LongIntMap(Allowance allowance) throws Spent {
    this.allowance = allowance;
    keys = allowance.longs(64);
    values = allowance.ints(64);
    Arrays.fill(values, ABSENT);
  }

  int get(long key) {
    return values[slot(key)];
  }

  void put(long key, int value) throws Spent {
    int slot = slot(key);
    if (values[slot] == ABSENT) {
      if (2 * ++size > keys.length) {
        grow();
        slot = slot(key);
      }
      keys[slot] = key;
    }
    values[slot] = value;
  }

  private int slot(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & keys.length - 1;
    while (values[slot] != ABSENT && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }

  private void grow() throws Spent {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = allowance.longs(2L * oldKeys.length);
    values = allowance.ints(keys.length);
    Arrays.fill(values, ABSENT);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != ABSENT) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
    allowance.giveBack((long) ENTRY * oldKeys.length);
  }
}
