package kv.consistency.check;

import kv.consistency.report.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of checking one history.
 *
 * @param reason why it is unknown, or what else must be said beside the verdict; else null
 * @param operations that say something; a check of none has tested nothing
 * @param keys independent parts of the history
 */
public record Outcome(
    Verdict verdict, @Nullable String reason, long operations, long keys, Evidence evidence) {

  /** What a check decides. */
  public enum Verdict {
    VALID,
    INVALID,
    UNKNOWN
  }
}
