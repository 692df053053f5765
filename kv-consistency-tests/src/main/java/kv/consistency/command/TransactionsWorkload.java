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
      TransactionHistory history = read(workload, events);
      TransactionVerdict verdict = new TransactionChecker(options(limits)).check(history);
      return new Outcome(
          Outcome.Verdict.valueOf(verdict.status().name()),
          verdict.reason().orElse(null),
          history.committed(),
          history.keys(),
          new AnomalyEvidence(verdict, history));
    } catch (OutOfMemoryError e) {
      // The last resort: whatever was being built is garbage by now, so there is room to say so.
      return new Outcome(
          Outcome.Verdict.UNKNOWN,
          "undecided: the history or the search does not fit in the JVM's memory (-Xmx)",
          0,
          0,
          Evidence.none());
    }
  }

  private static TransactionHistory read(TransactionWorkload workload, HistoryReader events)
      throws IOException {
    TransactionHistoryBuilder builder = new TransactionHistoryBuilder(workload);
    try {
      for (Event event = events.next(); event != null; event = events.next()) {
        builder.add(event);
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
        .withExpired(() -> System.nanoTime() - start > limits.timeout().toNanos());
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
