package kv.consistency.linearizability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import kv.consistency.bridge.Interpretation;
import kv.consistency.bridge.ObjectKind;
import kv.consistency.bridge.Operations;
import kv.consistency.bridge.SilentCas;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.linearizability.SimulatedRegister.Fault;
import kv.consistency.linearizability.SimulatedRegister.Load;
import kv.consistency.model.KeyValue;
import kv.consistency.model.Keyed;
import kv.consistency.model.Register;
import kv.consistency.model.Register.NilRead;

/**
 * Prints what checks cost: time of the check alone, without reading. See
 * docs/performance-checker.md for the command and for figures.
 */
public final class CheckerBenchmark {

  /** Milliseconds that porcupine (June 2026, Go 1.19) took for the same, on two cores. */
  private static final Map<String, Double> PORCUPINE =
      Map.of(
          "etcd_002.edn", 211.0,
          "etcd_007.edn", 132.0,
          "etcd_099.edn", 66.0,
          "etcd_057.edn", 65.0,
          "etcd_075.edn", 25.0,
          "c50-ok.edn", 238.0,
          "c50-bad.edn", 40.0,
          "c10-ok.edn", 0.75,
          "c10-ok.edn, keys together", 2077.0,
          "c10-bad.edn, keys together", 3102.0);

  private static final Duration WARM_UP = Duration.ofMillis(400);
  private static final int LEAST_RUNS = 3;
  private static final int MOST_RUNS = 1_000;

  private static final int[] CAS_OPERATIONS = {
    10, 20, 40, 60, 80, 100, 150, 200, 300, 500, 1000, 2000, 5000, 10_000
  };
  private static final int CAS_RUNS = 3;
  private static final CheckOptions CAS =
      CheckOptions.defaults()
          .withTimeout(Duration.ofMinutes(1))
          .withMemory(4L << 30)
          .withWitness(false);

  private CheckerBenchmark() {}

  /**
   * Runs what the first argument names: {@code reference DIRECTORY}, {@code unique}, {@code keys},
   * {@code growth} or {@code cas}.
   */
  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "reference" -> reference(Path.of(arguments[1]));
      case "unique" -> unique(1_000_000, 100, 10);
      case "keys" -> keys(10_000_000, 10_000);
      case "growth" -> growth();
      case "cas" -> cas();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void reference(Path directory) throws IOException {
    double total = 0;
    for (Path file : files(directory.resolve("etcd"))) {
      total += referenceFile(file, ObjectKind.REGISTER, NilRead.ABSENT);
    }
    System.out.printf("%-40s %10.2f ms (porcupine: 546 for all 102)%n", "etcd in total", total);
    for (Path file : files(directory.resolve("knossos"))) {
      referenceFile(file, ObjectKind.REGISTER, NilRead.ANY);
    }
    for (Path file : files(directory.resolve("kv"))) {
      referenceFile(file, ObjectKind.KV, NilRead.ABSENT);
      String name = file.getFileName().toString();
      if (name.startsWith("c10")) {
        List<Operation<KeyValue.Input, KeyValue.Output>> history = keyValueHistory(file);
        report(name + ", keys together", history.size(), new StoreOfStrings(), history);
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static double referenceFile(Path file, ObjectKind kind, NilRead nilRead)
      throws IOException {
    SilentCas silent = nilRead == NilRead.ANY ? SilentCas.NOTHING : SilentCas.MISMATCH;
    return referenceFile(file, kind.interpretation(nilRead, silent));
  }

  private static <S, I, O> double referenceFile(Path file, Interpretation<S, I, O> interpretation)
      throws IOException {
    List<Operation<I, O>> history = read(file, interpretation);
    return report(file.getFileName().toString(), history.size(), interpretation.model(), history);
  }

  private static <I, O> List<Operation<I, O>> read(
      Path file, Interpretation<?, I, O> interpretation) throws IOException {
    try (HistoryReader reader = HistoryFormat.EDN.reader(Files.newInputStream(file))) {
      return Operations.read(reader, interpretation);
    }
  }

  @SuppressWarnings("unchecked") // that kind is of that model
  private static List<Operation<KeyValue.Input, KeyValue.Output>> keyValueHistory(Path file)
      throws IOException {
    Interpretation<?, ?, ?> kind = ObjectKind.KV.interpretation(NilRead.ABSENT, SilentCas.MISMATCH);
    return read(file, (Interpretation<String, KeyValue.Input, KeyValue.Output>) kind);
  }

  /** Checks again and again, and prints and returns the median of the later half. */
  private static <S, I, O> double report(
      String name, int operations, Model<S, I, O> model, List<Operation<I, O>> history) {
    Checker<S, I, O> checker = new Checker<>(model, CheckOptions.defaults().withWitness(false));
    double[] runs = new double[MOST_RUNS];
    int count = 0;
    long start = System.nanoTime();
    Verdict<S> verdict = null;
    while (count < LEAST_RUNS
        || (count < MOST_RUNS && System.nanoTime() - start < WARM_UP.toNanos())) {
      long before = System.nanoTime();
      verdict = checker.check(history);
      runs[count++] = (System.nanoTime() - before) / 1e6;
    }
    double[] later = Arrays.copyOfRange(runs, count / 2, count);
    Arrays.sort(later);
    double median = later[later.length / 2];
    Double reference = PORCUPINE.get(name);
    String ratio = reference == null ? "" : " %.1f times faster".formatted(reference / median);
    System.out.printf(
        "%-40s %10.3f ms %8d ops %10d configurations %s%s%n",
        name,
        median,
        operations,
        verdict == null ? 0 : verdict.statistics().configurations(),
        verdict == null ? "" : verdict.getClass().getSimpleName(),
        ratio);
    return median;
  }

  private static void unique(int operations, int clients, int indeterminate) {
    Load load = new Load(operations, clients, 0, indeterminate, 10);
    List<Operation<Register.Input, Register.Output>> history =
        SimulatedRegister.run(load, Fault.NONE, new SplittableRandom(1));
    report("one register, unique writes", operations, new Register(NilRead.ABSENT), history);
  }

  private static void keys(int operations, int keys) {
    List<Operation<Keyed.Input<Register.Input>, Register.Output>> history =
        new ArrayList<>(operations + keys);
    for (int key = 0; key < keys; key++) {
      Load load = new Load(operations / keys, 10, 0, 10, 10);
      Integer name = key;
      for (Operation<Register.Input, Register.Output> operation :
          SimulatedRegister.run(load, Fault.NONE, new SplittableRandom(key))) {
        history.add(
            new Operation<>(
                operation.process(),
                new Keyed.Input<>(name, operation.input()),
                operation.output(),
                operation.call(),
                operation.ret()));
      }
    }
    report(keys + " registers", history.size(), new Keyed<>(new Register(NilRead.ABSENT)), history);
  }

  private static void growth() {
    for (int operations = 10_000; operations <= 10_000_000; operations *= 10) {
      unique(operations, 100, 10);
    }
  }

  /** Twenty clients, five values, one operation in twenty indeterminate, one minute, 4 GiB. */
  private static void cas() {
    cas("linearizable", false);
    cas("with an impossible read at the end", true);
  }

  private static void cas(String name, boolean impossible) {
    int decided = 1;
    for (int size = 0; size < CAS_OPERATIONS.length && decided > 0; size++) {
      int operations = CAS_OPERATIONS[size];
      double[] seconds = new double[CAS_RUNS];
      decided = 0;
      for (int run = 0; run < CAS_RUNS; run++) {
        Load load = new Load(operations, 20, 5, 36, 40);
        List<Operation<Register.Input, Register.Output>> history =
            new ArrayList<>(SimulatedRegister.run(load, Fault.NONE, new SplittableRandom(run)));
        if (impossible) {
          Register.Value never = new Register.Value(Optional.of(-1));
          long after = 100L * operations;
          history.add(Operation.completed(-1, new Register.Read(), never, after, after));
        }
        Verdict<?> verdict = new Checker<>(new Register(NilRead.ABSENT), CAS).check(history);
        decided += verdict instanceof Verdict.Unknown ? 0 : 1;
        seconds[run] = verdict.statistics().elapsed().toNanos() / 1e9;
      }
      Arrays.sort(seconds);
      System.out.printf(
          "%5d operations, %s: %d of %d decided, median %.3f s, longest %.3f s%n",
          operations, name, decided, CAS_RUNS, seconds[CAS_RUNS / 2], seconds[CAS_RUNS - 1]);
    }
  }
}
