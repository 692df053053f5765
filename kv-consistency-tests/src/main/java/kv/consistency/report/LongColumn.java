package kv.consistency.report;

import java.util.Arrays;

/** Numbers, without an object for each. */
final class LongColumn {
  private long[] values = new long[1024];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size + (size >> 1) + 1);
    }
    values[size++] = value;
  }

  long get(int index) {
    return values[index];
  }

  void set(int index, long value) {
    values[index] = value;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void sort() {
    Arrays.sort(values, 0, size);
  }

  void increment(int index) {
    values[index]++;
  }

  static LongColumn zeros(int size) {
    LongColumn column = new LongColumn();
    column.values = new long[size];
    column.size = size;
    return column;
  }
}
