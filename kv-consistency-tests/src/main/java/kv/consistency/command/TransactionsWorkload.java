package kv.consistency.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Histories of transactions, checked for the anomalies that a consistency model forbids. */
final class TransactionsWorkload implements Workload {

  @Option(
      names = "--consistency-model",
      paramLabel = "MODEL",
      defaultValue = "strict-serializable",
      converter = ByText.class,
      completionCandidates = ModelNames.class,
      description =
          "What transactions were promised (default: strict-serializable):%n"
              + "  ${COMPLETION-CANDIDATES}.")
  private ConsistencyModel model = ConsistencyModel.STRICT_SERIALIZABLE;

  @Option(
      names = "--wfr-keys",
      description =
          "rw-register: a transaction that reads a key and then writes it replaces what it read.")
  private boolean writesFollowReads;

  @Option(
      names = "--sequential-keys",
      description =
          "rw-register: each key is sequentially consistent, so processes see it change in order.")
  private boolean sequentialKeys;

  @Option(
      names = "--linearizable-keys",
      description = "rw-register: each key is linearizable, so it changes in real time's order.")
  private boolean linearizableKeys;

  @Override
  public List<String> names() {
    return Arrays.stream(TransactionWorkload.values()).map(TransactionWorkload::text).toList();
  }

  @Override
  public Outcome check(String name, HistoryReader events, Limits limits) throws IOException {
    TransactionWorkload workload =
        Arrays.stream(TransactionWorkload.values())
            .filter(candidate -> candidate.text().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no workload of transactions " + name));
    try {
      TransactionHistory history = read(workload, events, limits);
      if (history == null) {
        return undecided("undecided" + within(limits) + ": the history alone takes more");
      }
      TransactionVerdict verdict = new TransactionChecker(options(limits)).check(history);
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

  private TransactionCheckOptions options(Limits limits) {
    long start = System.nanoTime();
    return TransactionCheckOptions.of(model)
        .withAssumed(new VersionOrders(writesFollowReads, sequentialKeys, linearizableKeys))
        .withMemory(limits.memory())
        .withExpired(() -> System.nanoTime() - start >= limits.timeout().toNanos());
  }

  /** Reads a model's name. */
  static final class ByText implements ITypeConverter<ConsistencyModel> {
    @Override
    public ConsistencyModel convert(String text) {
      return ConsistencyModel.ofText(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is none of " + String.join(", ", new ModelNames())));
    }
  }

  /** The values of {@code --consistency-model}, for help and completion. */
  static final class ModelNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(ConsistencyModel.values()).map(ConsistencyModel::text).iterator();
    }
  }
}
