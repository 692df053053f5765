package kv.consistency.report;

import java.util.List;

/**
 * A fault as the history tells it; times are nanoseconds since the run began.
 *
 * @param effective when it was seen to have an effect, or {@link #NEVER}
 * @param end when it was healed or given up, or {@link #NEVER} if the history ends before
 * @param failed whether it was given up
 */
record Fault(
    String kind,
    List<String> on,
    String words,
    long begin,
    long effective,
    long end,
    boolean failed) {
  static final long NEVER = -1;

  Fault effectiveAt(long time, String told) {
    return new Fault(kind, on, and(told), begin, time, end, failed);
  }

  Fault endedAt(long time, boolean asFailure, String told) {
    return new Fault(kind, on, and(told), begin, effective, time, asFailure);
  }

  private String and(String told) {
    return told.isEmpty() || words.contains(told)
        ? words
        : words.isEmpty() ? told : Figure.cut(words + "; " + told);
  }
}
