package kv.consistency.transactions;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.HistoryWriter;
import kv.consistency.transactions.simulation.Fault;
import kv.consistency.transactions.simulation.Isolation;
import kv.consistency.transactions.simulation.Simulation;
import kv.consistency.transactions.simulation.SimulationSettings;
import kv.consistency.transactions.simulation.TransactionGenerator;

/**
 * Measures the transactional checker and prints a table: from events in memory to a verdict on
 * strict serializability, beside what Elle took on a machine of the same size. See {@code
 * docs/performance-transactions.md} for the command and its figures.
 */
final class TransactionBenchmark {
  private static final int RUNS = 5;
  private static final int CLIENTS = 20;
  private static final int NOT_MEASURED = 0;
  private static final VersionOrders WFR = new VersionOrders(true, false, false);
  private static final VersionOrders WFR_SEQ = new VersionOrders(true, true, false);
  private static final VersionOrders ALL = new VersionOrders(true, true, true);

  /** A row of the table; {@code elle} in milliseconds. */
  private record Row(
      String name, TransactionWorkload workload, VersionOrders assumed, int size, int elle) {}

  private TransactionBenchmark() {}

  /**
   * @param args {@code write FILE TRANSACTIONS} to write a list-append history instead
   */
  public static void main(String[] args) throws IOException, UnfitHistoryException {
    if (args.length == 3 && args[0].equals("write")) {
      write(Path.of(args[1]), Integer.parseInt(args[2]));
      return;
    }
    System.out.printf(
        "%-28s %9s %9s %9s %9s %9s %7s%n",
        "strict-serializable", "txns", "index ms", "check ms", "total ms", "Elle ms", "times");
    TransactionWorkload lists = TransactionWorkload.LIST_APPEND;
    TransactionWorkload registers = TransactionWorkload.RW_REGISTER;
    VersionOrders none = VersionOrders.INITIAL_ONLY;
    for (Row row :
        List.of(
            new Row("list-append", lists, none, 10_000, 487),
            new Row("list-append", lists, none, 100_000, 5_189),
            new Row("list-append", lists, none, 1_000_000, 56_621),
            new Row("rw-register wfr", registers, WFR, 10_000, 417),
            new Row("rw-register wfr", registers, WFR, 100_000, 4_803),
            new Row("rw-register wfr seq", registers, WFR_SEQ, 10_000, 2_003),
            new Row("rw-register wfr seq", registers, WFR_SEQ, 100_000, NOT_MEASURED),
            new Row("rw-register wfr seq lin", registers, ALL, 4_000, 21_000),
            new Row("rw-register wfr seq lin", registers, ALL, 10_000, NOT_MEASURED),
            new Row("rw-register wfr seq lin", registers, ALL, 100_000, NOT_MEASURED),
            new Row("rw-register wfr seq lin", registers, ALL, 1_000_000, NOT_MEASURED))) {
      List<Event> events = new ArrayList<>();
      Simulation.run(settings(row.workload(), row.size()), events::add);
      measure(row, events);
    }
    broken(100_000, 0.5);
    broken(1_000_000, 0.5);
    broken(1_000_000, 1);
  }

  private static SimulationSettings settings(TransactionWorkload workload, int transactions) {
    return SimulationSettings.of(workload, Isolation.STRICT_SERIALIZABLE, transactions, 1)
        .withClients(CLIENTS)
        .withRates(0.001, 0.02);
  }

  private static void measure(Row row, List<Event> events) throws UnfitHistoryException {
    long[] index = new long[RUNS];
    long[] check = new long[RUNS];
    long[] total = new long[RUNS];
    TransactionCheckOptions options =
        TransactionCheckOptions.of(ConsistencyModel.STRICT_SERIALIZABLE).withAssumed(row.assumed());
    // Small histories are checked often first, so that what is measured is compiled code.
    for (int i = row.size() > 100_000 ? 0 : -20; i < RUNS; i++) {
      long start = System.nanoTime();
      TransactionHistoryBuilder builder = new TransactionHistoryBuilder(row.workload());
      for (Event event : events) {
        builder.add(event);
      }
      TransactionHistory history = builder.build();
      long indexed = System.nanoTime();
      TransactionVerdict verdict = new TransactionChecker(options).check(history);
      long end = System.nanoTime();
      if (verdict.status() != TransactionVerdict.Status.VALID) {
        throw new IllegalStateException("a false alarm: " + verdict.examples());
      }
      if (i >= 0) {
        index[i] = indexed - start;
        check[i] = end - indexed;
        total[i] = end - start;
      }
    }
    long median = median(total);
    System.out.printf(
        Locale.ROOT,
        "%-28s %9d %9d %9d %9d %9s %7s%n",
        row.name(),
        row.size(),
        median(index),
        median(check),
        median,
        row.elle() == NOT_MEASURED ? "-" : row.elle(),
        row.elle() == NOT_MEASURED
            ? "-"
            : String.format(Locale.ROOT, "%.1f", (double) row.elle() / Math.max(1, median)));
  }

  /** In milliseconds. */
  private static long median(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1_000_000;
  }

  /** Many transactions read the past: huge components, full of cycles of every kind. */
  private static void broken(int transactions, double rate) throws UnfitHistoryException {
    TransactionHistory history = brokenHistory(transactions, rate);
    TransactionChecker checker =
        new TransactionChecker(TransactionCheckOptions.of(ConsistencyModel.STRICT_SERIALIZABLE));
    long[] check = new long[RUNS];
    TransactionVerdict verdict = checker.check(history);
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      verdict = checker.check(history);
      check[i] = System.nanoTime() - start;
    }
    System.out.printf(
        Locale.ROOT,
        "broken: %d transactions, %.0f %% read the past, largest of %d components %d: %s in %d ms;"
            + " shortest cycles %s%n",
        transactions,
        100 * rate,
        verdict.size().components(),
        verdict.size().largestComponent(),
        verdict.status(),
        median(check),
        shortest(verdict));
  }

  private static TransactionHistory brokenHistory(int transactions, double rate)
      throws UnfitHistoryException {
    TransactionHistoryBuilder builder =
        new TransactionHistoryBuilder(TransactionWorkload.LIST_APPEND);
    List<UnfitHistoryException> failures = new ArrayList<>();
    Simulation.run(
        settings(TransactionWorkload.LIST_APPEND, transactions)
            .withShape(new TransactionGenerator.Shape(2, 2, 4, 300))
            .withFault(Fault.STALE_READ, rate),
        event -> {
          try {
            builder.add(event);
          } catch (UnfitHistoryException e) {
            failures.add(e);
          }
        });
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return builder.build();
  }

  private static String shortest(TransactionVerdict verdict) {
    StringBuilder text = new StringBuilder();
    verdict
        .examples()
        .forEach(
            (anomaly, examples) -> {
              int least =
                  examples.stream().mapToInt(example -> example.steps().size()).min().orElse(0);
              if (least > 0) {
                text.append(text.isEmpty() ? "" : ", ").append(anomaly.text() + " " + least);
              }
            });
    return text.toString();
  }

  private static void write(Path file, int transactions) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        HistoryWriter writer = HistoryFormat.JSONL.writer(out)) {
      List<IOException> failures = new ArrayList<>();
      Simulation.run(
          settings(TransactionWorkload.LIST_APPEND, transactions),
          event -> {
            try {
              writer.write(event);
            } catch (IOException e) {
              failures.add(e);
            }
          });
      if (!failures.isEmpty()) {
        throw failures.get(0);
      }
    }
    long start = System.nanoTime();
    long events = 0;
    try (HistoryReader reader = HistoryFormat.JSONL.reader(Files.newInputStream(file))) {
      while (reader.next() != null) {
        events++;
      }
    }
    System.out.printf(
        "%d events, %d MB, read in %d ms%n",
        events, Files.size(file) >> 20, (System.nanoTime() - start) / 1_000_000);
  }
}
