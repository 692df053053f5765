package kv.consistency.report;

/** Equal stretches of a run's time, in nanoseconds, of a round width. */
record Windows(long width, int count) {
  private static final int MOST = 150;

  static Windows of(long end) {
    long width = 1_000_000;
    for (int step = 0; width * MOST <= end; step++) {
      // 1, 2, 5, 10, ...
      width = step % 3 == 1 ? width / 2 * 5 : width * 2;
    }
    return new Windows(width, (int) (end / width) + 1);
  }

  int at(long time) {
    return (int) (time / width);
  }

  double seconds() {
    return width / 1e9;
  }
}
