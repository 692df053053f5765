package kv.consistency.linearizability;

import java.time.Duration;
import java.util.List;

/** The outcome of a check. Unknown is not valid: whoever needs a promise kept must treat it so. */
public sealed interface Verdict<S> {

  Statistics statistics();

  /**
   * The history is linearizable.
   *
   * @param linearizations one for each partition if they were asked for, else empty
   */
  record Valid<S>(List<Linearization<S>> linearizations, Statistics statistics)
      implements Verdict<S> {
    public Valid {
      linearizations = List.copyOf(linearizations);
    }
  }

  /** The history is not linearizable: the partition of the witness suffices to show it. */
  record Invalid<S>(Witness<S> witness, Statistics statistics) implements Verdict<S> {}

  /** The check ended before it knew. No partition that was decided is invalid. */
  record Unknown<S>(Reason reason, Statistics statistics) implements Verdict<S> {}

  /** Why a check ended early. */
  enum Reason {
    DEADLINE,
    MEMORY,
    CANCELLED
  }

  /**
   * What the check cost.
   *
   * @param operations in the history
   * @param partitions in the history
   * @param configurations distinct (linearized set, state) pairs that searches visited; partitions
   *     decided without a search count none
   */
  record Statistics(int operations, int partitions, long configurations, Duration elapsed) {}
}
