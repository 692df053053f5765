package kv.consistency.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kv.consistency.bridge.Interpretation;
import kv.consistency.bridge.ObjectKind;
import kv.consistency.bridge.Operations;
import kv.consistency.bridge.SilentCas;
import kv.consistency.history.HistoryReader;
import kv.consistency.linearizability.CheckOptions;
import kv.consistency.linearizability.Checker;
import kv.consistency.linearizability.Operation;
import kv.consistency.linearizability.Verdict;
import kv.consistency.model.Register.NilRead;
import kv.consistency.report.Evidence;
import kv.consistency.report.LinearizationEvidence;
import kv.consistency.report.Telling;
import kv.consistency.report.WitnessEvidence;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Histories of a shared object, checked for linearizability. */
final class ObjectWorkload implements Workload {

  @Option(
      names = "--nil-read",
      paramLabel = "WHAT",
      defaultValue = "absent",
      description =
          "What a register's read of nil says: absent, that it was empty (default), or any,"
              + " nothing, as Knossos takes it.")
  private NilRead nilRead = NilRead.ABSENT;

  @Option(
      names = "--silent-cas",
      paramLabel = "WHAT",
      description =
          "What a register's cas says that failed without an error: mismatch, that the register"
              + " held another value (default), or nothing (default with --nil-read any).")
  private @Nullable SilentCas silentCas;

  @Override
  public List<String> names() {
    return Arrays.stream(ObjectKind.values()).map(ObjectKind::text).toList();
  }

  @Override
  public Outcome check(String name, HistoryReader history, Limits limits) throws IOException {
    ObjectKind kind = ObjectKind.ofText(name).orElseThrow();
    SilentCas silent =
        Optional.ofNullable(silentCas)
            .orElse(nilRead == NilRead.ANY ? SilentCas.NOTHING : SilentCas.MISMATCH);
    return check(kind.interpretation(nilRead, silent), history, limits);
  }

  private static <S, I, O> Outcome check(
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
