package kv.consistency.report;

/** Latencies that half, 95 and 99 of 100 operations did not exceed, in nanoseconds. */
record Quantiles(long p50, long p95, long p99, long max) {
  static final Quantiles NONE = new Quantiles(-1, -1, -1, -1);

  /** Exact, by the nearest rank; sorts the column. */
  static Quantiles of(LongColumn latencies) {
    if (latencies.size() == 0) {
      return NONE;
    }
    latencies.sort();
    return new Quantiles(
        rank(latencies, 50), rank(latencies, 95), rank(latencies, 99), rank(latencies, 100));
  }

  private static long rank(LongColumn sorted, int percent) {
    return sorted.get((int) (((long) sorted.size() * percent + 99) / 100) - 1);
  }
}
