package kv.consistency.check;

import java.io.IOException;
import java.util.List;
import kv.consistency.bridge.Interpretation;
import kv.consistency.bridge.Operations;
import kv.consistency.history.HistoryReader;
import kv.consistency.linearizability.CheckOptions;
import kv.consistency.linearizability.Checker;
import kv.consistency.linearizability.Operation;
import kv.consistency.linearizability.Verdict;
import kv.consistency.report.Evidence;
import kv.consistency.report.LinearizationEvidence;
import kv.consistency.report.Telling;
import kv.consistency.report.WitnessEvidence;

/** Checks the history of a shared object for linearizability. */
public final class ObjectCheck {
  private ObjectCheck() {}

  /**
   * A verdict with its evidence.
   *
   * @throws kv.consistency.history.MalformedHistoryException if the history is none of such an
   *     object
   */
  public static <S, I, O> Outcome check(
      Interpretation<S, I, O> interpretation, HistoryReader history, Limits limits)
      throws IOException {
    List<Operation<I, O>> operations;
    Verdict<S> verdict;
    try {
      operations = Operations.read(history, interpretation);
      verdict = new Checker<>(interpretation.model(), options(limits)).check(operations);
    } catch (OutOfMemoryError e) {
      return outOfMemory();
    }
    Telling<S> telling = new Telling<>(interpretation, operations);
    Verdict.Statistics statistics = verdict.statistics();
    Evidence evidence = Evidence.none();
    Outcome.Verdict decided = Outcome.Verdict.VALID;
    String reason = null;
    if (verdict instanceof Verdict.Invalid<S> invalid) {
      decided = Outcome.Verdict.INVALID;
      evidence = new WitnessEvidence<>(invalid.witness(), telling);
    } else if (verdict instanceof Verdict.Unknown<S> unknown) {
      decided = Outcome.Verdict.UNKNOWN;
      reason = reason(unknown.reason(), limits);
    } else if (verdict instanceof Verdict.Valid<S> valid && limits.linearization()) {
      evidence = new LinearizationEvidence<>(valid.linearizations(), telling);
    }
    return new Outcome(decided, reason, statistics.operations(), statistics.partitions(), evidence);
  }

  private static CheckOptions options(Limits limits) {
    return CheckOptions.defaults()
        .withTimeout(limits.timeout())
        .withMemory(limits.memory())
        .withLinearizations(limits.linearization());
  }

  private static String reason(Verdict.Reason reason, Limits limits) {
    return switch (reason) {
      case DEADLINE -> "undecided after " + limits.timeout().toMillis() + " ms (--timeout)";
      case MEMORY -> "undecided within " + (limits.memory() >> 20) + " MiB (--memory)";
      case CANCELLED -> "cancelled";
    };
  }

  /** The last resort: whatever was being built is garbage by now, so there is room to say so. */
  private static Outcome outOfMemory() {
    return new Outcome(
        Outcome.Verdict.UNKNOWN,
        "undecided: the history or the search does not fit in the JVM's memory (-Xmx)",
        0,
        0,
        Evidence.none());
  }
}
