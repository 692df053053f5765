package kv.consistency.workload;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import kv.consistency.bridge.ObjectKind;
import kv.consistency.bridge.SilentCas;
import kv.consistency.check.Limits;
import kv.consistency.check.ObjectCheck;
import kv.consistency.check.Outcome;
import kv.consistency.check.TransactionCheck;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.model.Register.NilRead;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import kv.consistency.transactions.ConsistencyModel;
import kv.consistency.transactions.TransactionWorkload;
import kv.consistency.transactions.VersionOrders;

/** The checks that several workloads share. */
final class Checks {
  private Checks() {}

  static HistoryReader open(Path file) throws IOException {
    return HistoryFormat.JSONL.reader(new BufferedInputStream(Files.newInputStream(file)));
  }

  static List<CheckResult> linearizable(Path file, ObjectKind kind, Limits limits)
      throws IOException {
    try (HistoryReader history = open(file)) {
      Outcome outcome =
          ObjectCheck.check(
              kind.interpretation(NilRead.ABSENT, SilentCas.MISMATCH), history, limits);
      return List.of(result("linearizability", outcome, "linearizable"));
    }
  }

  static List<CheckResult> strictSerializable(
      Path file, TransactionWorkload workload, VersionOrders assumed, Limits limits)
      throws IOException {
    try (HistoryReader history = open(file)) {
      Outcome outcome =
          TransactionCheck.check(
              workload, ConsistencyModel.STRICT_SERIALIZABLE, assumed, history, limits);
      return List.of(result("transactions", outcome, "strictly serializable"));
    }
  }

  private static CheckResult result(String name, Outcome outcome, String property) {
    String size =
        String.format(
            Locale.ROOT, "%,d operations on %,d keys", outcome.operations(), outcome.keys());
    String more = outcome.reason() == null ? "" : " (" + outcome.reason() + ")";
    return switch (outcome.verdict()) {
      case VALID ->
          new CheckResult(
              name, Conclusion.VALID, size + " are " + property + more, outcome.evidence());
      case INVALID ->
          new CheckResult(
              name, Conclusion.INVALID, size + " are not " + property + more, outcome.evidence());
      case UNKNOWN ->
          new CheckResult(
              name,
              Conclusion.UNKNOWN,
              "whether " + size + " are " + property + " is " + outcome.reason(),
              outcome.evidence());
    };
  }
}
