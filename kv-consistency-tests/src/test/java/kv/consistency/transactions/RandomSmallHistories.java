package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Small histories whose reads return something plausible: a state of the key in one order of its
 * writes, but any state. Some are fine by every model, some by none.
 */
final class RandomSmallHistories {
  private final TransactionWorkload workload;
  private final SplittableRandom random;

  RandomSmallHistories(TransactionWorkload workload, long seed) {
    this.workload = workload;
    this.random = new SplittableRandom(seed);
  }

  /** A history in the form of {@link HistoryText}. */
  String next() {
    int transactions = random.nextInt(2, 6);
    int keys = random.nextInt(1, 4);
    Map<Integer, List<Integer>> writers = new TreeMap<>();
    Map<Integer, List<int[]>> operations = new HashMap<>();
    for (int t = 0; t < transactions; t++) {
      List<int[]> ops = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        int key = random.nextInt(keys);
        boolean write = random.nextInt(5) < 2;
        ops.add(new int[] {write ? 1 : 0, key});
        if (write) {
          writers.computeIfAbsent(key, k -> new ArrayList<>()).add(t);
        }
      }
      operations.put(t, ops);
    }
    StringBuilder text = new StringBuilder();
    Map<Integer, Integer> written = new HashMap<>();
    for (int t = 0; t < transactions; t++) {
      int begin = random.nextInt(10);
      int end = begin + random.nextInt(1, 6);
      String outcome = random.nextInt(10) == 0 ? "info" : random.nextInt(12) == 0 ? "fail" : "ok";
      text.append("p" + t + " " + begin + "-" + end + " " + outcome + " ");
      List<String> ops = new ArrayList<>();
      for (int[] op : operations.getOrDefault(t, List.of())) {
        ops.add(op[0] == 1 ? write(op[1], written) : read(op[1], writers, outcome.equals("ok")));
      }
      text.append(String.join(", ", ops)).append('\n');
    }
    return text.toString();
  }

  private String write(int key, Map<Integer, Integer> written) {
    int value = written.merge(key, 1, Integer::sum);
    return workload.write() + " k" + key + " " + value;
  }

  private String read(int key, Map<Integer, List<Integer>> writers, boolean known) {
    int states = writers.getOrDefault(key, List.of()).size() + 1;
    int state = known ? random.nextInt(states) : 0;
    if (state == 0) {
      return "r k" + key + " nil";
    }
    if (workload == TransactionWorkload.RW_REGISTER) {
      return "r k" + key + " " + state;
    }
    List<String> elements = new ArrayList<>();
    for (int i = 1; i <= state; i++) {
      elements.add(Integer.toString(i));
    }
    return "r k" + key + " [" + String.join(" ", elements) + "]";
  }
}
