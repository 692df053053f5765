package kv.consistency.transactions;

import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;

/** Finds the write of a value to a key: an open-addressed table of the writes' numbers. */
final class WriteIndex {

  /** No such write. */
  static final int NONE = -1;

  private final TransactionHistory history;
  private final int[] slots;
  private int duplicate = NONE;

  WriteIndex(TransactionHistory history, Allowance allowance) throws Spent {
    this.history = history;
    int writes = 0;
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      writes += history.isWrite(op) ? 1 : 0;
    }
    slots = allowance.ints((long) Integer.highestOneBit(Math.max(8, writes)) << 2);
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      if (history.isWrite(op)) {
        insert(op);
      }
    }
  }

  private void insert(int op) {
    int slot = slot(history.key(op), history.value(op));
    if (slots[slot] != 0) {
      duplicate = op;
    } else {
      slots[slot] = op + 1;
    }
  }

  private int slot(int key, long value) {
    long hash = (value + key * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    int slot = (int) (hash >>> 32) & slots.length - 1;
    while (slots[slot] != 0) {
      int op = slots[slot] - 1;
      if (history.key(op) == key && history.value(op) == value) {
        return slot;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  /** The write of the value with the given code, or {@link #NONE}. */
  int writeOf(int key, long value) {
    return slots[slot(key, value)] - 1;
  }

  /** A write of a value that its key was given before, or {@link #NONE}. */
  int duplicate() {
    return duplicate;
  }
}
