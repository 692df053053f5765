package kv.consistency.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import kv.consistency.check.Limits;
import kv.consistency.check.Outcome;
import kv.consistency.check.TransactionCheck;
import kv.consistency.history.HistoryReader;
import kv.consistency.transactions.ConsistencyModel;
import kv.consistency.transactions.TransactionWorkload;
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
    return TransactionCheck.check(
        workload,
        model,
        new VersionOrders(writesFollowReads, sequentialKeys, linearizableKeys),
        events,
        limits);
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
