package kv.consistency.linearizability;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations of a history, as its indices, by the independent part of the system they are about.
 */
record Partitions(List<Object> keys, List<int[]> members) {

  private static final class Members {
    private int[] indices = new int[4];
    private int size;

    private void add(int index) {
      if (size == indices.length) {
        indices = Arrays.copyOf(indices, 2 * size);
      }
      indices[size++] = index;
    }

    private int[] toArray() {
      return Arrays.copyOf(indices, size);
    }
  }

  static <I, O> Partitions of(Model<?, I, O> model, List<Operation<I, O>> history) {
    Map<Object, Members> byKey = new LinkedHashMap<>();
    for (int index = 0; index < history.size(); index++) {
      Object key = model.partition(history.get(index).input());
      byKey.computeIfAbsent(key, absent -> new Members()).add(index);
    }
    return new Partitions(
        List.copyOf(byKey.keySet()), byKey.values().stream().map(Members::toArray).toList());
  }

  int size() {
    return keys.size();
  }
}
