package kv.consistency.transactions;

import java.util.Arrays;

/** A growing column of longs. */
final class LongColumn {
  private long[] values = new long[64];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size + (size >> 1));
    }
    values[size++] = value;
  }

  long get(int i) {
    return values[i];
  }

  void set(int i, long value) {
    values[i] = value;
  }

  long bytes() {
    return (long) Long.BYTES * values.length;
  }

  int size() {
    return size;
  }
}
