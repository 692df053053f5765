package kv.consistency.transactions;

import java.util.Arrays;

/** A growing column of integers. */
final class IntColumn {
  private int[] values = new int[64];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size + (size >> 1));
    }
    values[size++] = value;
  }

  int get(int i) {
    return values[i];
  }

  void set(int i, int value) {
    values[i] = value;
  }

  long bytes() {
    return (long) Integer.BYTES * values.length;
  }

  int size() {
    return size;
  }
}
