package kv.consistency.report;

/**
 * Chooses the operations to plot where there are too many: of each slice of time the slowest and
 * the fastest, so that no outlier is lost, and the first, which stands for the others.
 */
record Thinning(OperationLog log, long time) {
  private static final int SLICES = 400;

  /** Adds the chosen ones of {@code numbers}, which are in order of time, to {@code kept}. */
  void thin(LongColumn numbers, LongColumn kept) {
    if (numbers.size() <= 3 * SLICES) {
      for (int i = 0; i < numbers.size(); i++) {
        kept.add(numbers.get(i));
      }
      return;
    }
    long width = Math.max(1, time / SLICES);
    int from = 0;
    while (from < numbers.size()) {
      long slice = log.start((int) numbers.get(from)) / width;
      int to = from + 1;
      while (to < numbers.size() && log.start((int) numbers.get(to)) / width == slice) {
        to++;
      }
      keep(numbers, from, to, kept);
      from = to;
    }
  }

  private void keep(LongColumn numbers, int from, int to, LongColumn kept) {
    int slowest = from;
    int fastest = from;
    for (int i = from + 1; i < to; i++) {
      slowest = duration(numbers, i) > duration(numbers, slowest) ? i : slowest;
      fastest = duration(numbers, i) < duration(numbers, fastest) ? i : fastest;
    }
    kept.add(numbers.get(from));
    if (slowest != from) {
      kept.add(numbers.get(slowest));
    }
    if (fastest != from && fastest != slowest) {
      kept.add(numbers.get(fastest));
    }
  }

  private long duration(LongColumn numbers, int index) {
    return log.duration((int) numbers.get(index));
  }
}
