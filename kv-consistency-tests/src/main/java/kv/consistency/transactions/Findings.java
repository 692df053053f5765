package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts anomalies by name and keeps the first few examples of each. */
final class Findings {
  private final int examplesEach;
  private final Map<Anomaly, Long> counts = new EnumMap<>(Anomaly.class);
  private final Map<Anomaly, List<Example>> examples = new EnumMap<>(Anomaly.class);

  Findings(int examplesEach) {
    this.examplesEach = examplesEach;
  }

  /** Counts one; {@code example} is asked only if it is to be kept. */
  void add(Anomaly anomaly, Supplier<Example> example) {
    counts.merge(anomaly, 1L, Long::sum);
    List<Example> kept = examples.computeIfAbsent(anomaly, a -> new ArrayList<>());
    if (kept.size() < examplesEach) {
      kept.add(example.get());
    }
  }

  Map<Anomaly, Long> counts() {
    return counts;
  }

  Map<Anomaly, List<Example>> examples() {
    return examples;
  }
}
