package kv.consistency.check;

import java.io.IOException;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.MalformedHistoryException;
import kv.consistency.report.AnomalyEvidence;
import kv.consistency.report.Evidence;
import kv.consistency.transactions.ConsistencyModel;
import kv.consistency.transactions.TransactionCheckOptions;
import kv.consistency.transactions.TransactionChecker;
import kv.consistency.transactions.TransactionHistory;
import kv.consistency.transactions.TransactionHistoryBuilder;
import kv.consistency.transactions.TransactionVerdict;
import kv.consistency.transactions.TransactionWorkload;
import kv.consistency.transactions.UnfitHistoryException;
import kv.consistency.transactions.VersionOrders;
import kv.consistency.transactions.graph.Allowance.Limit;
import org.jspecify.annotations.Nullable;

/** Checks a history of transactions for the anomalies that a consistency model forbids. */
public final class TransactionCheck {
  private TransactionCheck() {}

  /**
   * A verdict with its evidence.
   *
   * @param model what the transactions were promised
   * @param assumed what orders of the versions may be inferred, beside those that were seen
   * @throws MalformedHistoryException if the history is none of such transactions
   */
  public static Outcome check(
      TransactionWorkload workload,
      ConsistencyModel model,
      VersionOrders assumed,
      HistoryReader events,
      Limits limits)
      throws IOException {
    try {
      TransactionHistory history = read(workload, events, limits);
      if (history == null) {
        return undecided("undecided" + within(limits) + ": the history alone takes more");
      }
      TransactionVerdict verdict =
          new TransactionChecker(options(model, assumed, limits)).check(history);
      return new Outcome(
          Outcome.Verdict.valueOf(verdict.status().name()),
          reason(verdict, limits),
          history.committed(),
          history.keys(),
          new AnomalyEvidence(verdict, history));
    } catch (OutOfMemoryError e) {
      // The last resort: whatever was being built is garbage by now, so there is room to say so.
      return undecided(
          "undecided: the history or the search does not fit in the JVM's memory (-Xmx)");
    }
  }

  private static Outcome undecided(String reason) {
    return new Outcome(Outcome.Verdict.UNKNOWN, reason, 0, 0, Evidence.none());
  }

  /** Why the verdict is unknown, or what an invalid one may have left out. */
  private static @Nullable String reason(TransactionVerdict verdict, Limits limits) {
    Limit spent = verdict.spent().orElse(null);
    if (spent == null) {
      return verdict.reason().orElse(null);
    }
    String where =
        switch (spent) {
          case TIME -> " after " + limits.timeout().toMillis() + " ms (--timeout)";
          case MEMORY -> within(limits);
        };
    return switch (verdict.status()) {
      case UNKNOWN -> "undecided" + where;
      case INVALID, VALID -> "cut short" + where + ": there may be more";
    };
  }

  private static String within(Limits limits) {
    return " within " + (limits.memory() >> 20) + " MiB (--memory)";
  }

  /** The history; or null if it takes more than the memory allowed. */
  private static @Nullable TransactionHistory read(
      TransactionWorkload workload, HistoryReader events, Limits limits) throws IOException {
    TransactionHistoryBuilder builder = new TransactionHistoryBuilder(workload);
    try {
      for (Event event = events.next(); event != null; event = events.next()) {
        builder.add(event);
        if (builder.bytes() > limits.memory()) {
          return null;
        }
      }
      return builder.build();
    } catch (UnfitHistoryException e) {
      throw new MalformedHistoryException(events.line(), e.reason());
    }
  }

  private static TransactionCheckOptions options(
      ConsistencyModel model, VersionOrders assumed, Limits limits) {
    long start = System.nanoTime();
    return TransactionCheckOptions.of(model)
        .withAssumed(assumed)
        .withMemory(limits.memory())
        .withExpired(() -> System.nanoTime() - start >= limits.timeout().toNanos());
  }
}
