package kv.consistency.report;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import kv.consistency.bridge.Interpretation;
import kv.consistency.bridge.ObjectKind;
import kv.consistency.bridge.Operations;
import kv.consistency.bridge.SilentCas;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.HistoryWriter;
import kv.consistency.history.Value;
import kv.consistency.linearizability.CheckOptions;
import kv.consistency.linearizability.Checker;
import kv.consistency.linearizability.Operation;
import kv.consistency.linearizability.Verdict;
import kv.consistency.model.Register.NilRead;
import org.jspecify.annotations.Nullable;

/**
 * A simulated run of clients on registers, with partitions and pauses during which operations are
 * slow, refused or without an answer. Registers are what they should be, unless a stale read is
 * asked for.
 */
final class SampleRun {
  static final long SECOND = 1_000_000_000;
  private static final int CLIENTS = 10;

  static final CheckResult FINE =
      new CheckResult("linearizable", Conclusion.VALID, "Fine.", Evidence.none());

  private record Step(long time, int order, Runnable action) {}

  private final Random random = new Random(7);
  private final PriorityQueue<Step> steps =
      new PriorityQueue<>(Comparator.comparingLong(Step::time).thenComparingInt(Step::order));
  private final Map<String, Value> registers = new HashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final long end;
  private final int operations;
  private boolean stale;
  private int begun;
  private int processes = CLIENTS;
  private int written;
  private boolean disturbed;
  private long now;
  private int order;

  private SampleRun(int operations, Duration duration, boolean stale) {
    this.operations = operations;
    this.end = duration.toNanos();
    this.stale = stale;
  }

  static byte[] history(int operations, Duration duration, boolean stale) throws IOException {
    SampleRun run = new SampleRun(operations, duration, stale);
    run.faults();
    for (int client = 0; client < CLIENTS; client++) {
      int process = client;
      run.at(run.random.nextInt(1_000_000), () -> run.invoke(process));
    }
    for (Step step = run.steps.poll(); step != null; step = run.steps.poll()) {
      run.now = step.time();
      step.action().run();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (HistoryWriter writer = HistoryFormat.JSONL.writer(bytes)) {
      for (Event event : run.events) {
        writer.write(event);
      }
    }
    return bytes.toByteArray();
  }

  static HistoryReader reader(byte[] history) throws IOException {
    return HistoryFormat.JSONL.reader(new ByteArrayInputStream(history));
  }

  private void at(long time, Runnable action) {
    steps.add(new Step(time, order++, action));
  }

  private void faults() {
    at(0, () -> nemesis("phase", Map.of("phase", "warm-up"), List.of()));
    at(end / 10, () -> nemesis("phase", Map.of("phase", "faults"), List.of()));
    String[] kinds = {"partition", "pause", "kill"};
    for (int i = 0; i < 6; i++) {
      long begin = end / 10 + i * end / 8 + end / 50;
      String kind = kinds[i % kinds.length];
      int id = i;
      List<String> hosts = i % 2 == 0 ? List.of("n1") : List.of("n2", "n3");
      at(begin, () -> fault(kind, "begin", id, hosts, kind + " of " + hosts));
      at(
          begin + end / 200,
          () -> {
            disturbed = true;
            fault(kind, "effective", id, hosts, "two nodes report it");
          });
      at(
          begin + end / 16,
          () -> {
            disturbed = false;
            fault(kind, "healed", id, hosts, "all nodes are up");
          });
    }
    at(end * 9 / 10, () -> nemesis("phase", Map.of("phase", "final reads"), List.of()));
  }

  private void fault(String kind, String phase, int id, List<String> hosts, String words) {
    nemesis(kind, Map.of("phase", phase, "words", words, "id", String.valueOf(id)), hosts);
  }

  private void nemesis(String f, Map<String, String> told, List<String> hosts) {
    Map<Value, Value> value = new HashMap<>();
    told.forEach((key, text) -> value.put(Value.of(key), Value.of(text)));
    if (!hosts.isEmpty()) {
      value.put(Value.of("id"), Value.of(Long.parseLong(told.getOrDefault("id", "0"))));
      value.put(Value.of("on"), new Value.Items(hosts.stream().map(Value::of).toList()));
    }
    add(Event.NEMESIS, EventType.INFO, f, null, new Value.Mapping(value), null);
  }

  private void add(
      int process,
      EventType type,
      String f,
      @Nullable String key,
      Value value,
      @Nullable String error) {
    events.add(
        new Event(
            events.size(),
            now,
            process,
            type,
            f,
            key == null ? null : Value.of(key),
            value,
            error == null ? null : Value.of(error)));
  }

  private void invoke(int process) {
    if (begun >= operations) {
      return;
    }
    begun++;
    String key = "k" + random.nextInt(5);
    boolean write = random.nextInt(3) == 0;
    String f = write ? "write" : "read";
    Value value = write ? Value.of(++written) : Value.NULL;
    add(process, EventType.INVOKE, f, key, value, null);
    double mean = (double) end * CLIENTS / operations * 0.7;
    long took = (long) (mean * Math.exp(random.nextGaussian() * 0.6) * (disturbed ? 6 : 1) * 0.8);
    int luck = disturbed ? random.nextInt(12) : random.nextInt(3000);
    if (luck == 0) {
      long timeout = Math.min(SECOND, end / 20);
      at(now + timeout, () -> giveUp(process, f, key, value));
    } else if (luck == 1) {
      at(now + took / 4, () -> complete(process, EventType.FAIL, f, key, value, "unavailable"));
    } else {
      at(now + took / 2, () -> effect(process, f, key, value, took - took / 2));
    }
  }

  private void effect(int process, String f, String key, Value value, long rest) {
    Value old = registers.getOrDefault(key, Value.NULL);
    if (f.equals("write")) {
      registers.put(key, value);
      at(now + rest, () -> complete(process, EventType.OK, f, key, value, null));
    } else if (stale && now > end / 2 && old instanceof Value.Int seen && seen.value() > 20) {
      // The first value ever written: some other write of the key was acknowledged long since.
      stale = false;
      Value ancient = firstWritten(key);
      at(now + rest, () -> complete(process, EventType.OK, f, key, ancient, null));
    } else {
      at(now + rest, () -> complete(process, EventType.OK, f, key, old, null));
    }
  }

  private Value firstWritten(String key) {
    for (Event event : events) {
      if (event.f().equals("write")
          && event.type() == EventType.OK
          && Value.of(key).equals(event.key())) {
        return event.value();
      }
    }
    throw new IllegalStateException("nothing was written to " + key);
  }

  private void giveUp(int process, String f, String key, Value value) {
    add(process, EventType.INFO, f, key, value, "no answer within a second");
    int next = processes++;
    at(now + 1_000, () -> invoke(next));
  }

  private void complete(
      int process, EventType type, String f, String key, Value value, @Nullable String error) {
    add(process, type, f, key, value, error);
    long pause = (long) ((double) end * CLIENTS / operations * 0.2 * random.nextDouble());
    at(now + pause, () -> invoke(process));
  }

  /** Judged by the real checker. */
  static CheckResult check(byte[] history) throws IOException {
    return check(
        ObjectKind.ofText("register")
            .orElseThrow()
            .interpretation(NilRead.ABSENT, SilentCas.MISMATCH),
        history);
  }

  private static <S, I, O> CheckResult check(Interpretation<S, I, O> register, byte[] history)
      throws IOException {
    List<Operation<I, O>> operations = Operations.read(reader(history), register);
    Verdict<S> verdict = new Checker<>(register.model(), CheckOptions.defaults()).check(operations);
    if (verdict instanceof Verdict.Invalid<S> invalid) {
      return new CheckResult(
          "linearizable",
          Conclusion.INVALID,
          "A read returned a value that had been overwritten long before.",
          new WitnessEvidence<>(invalid.witness(), new Telling<>(register, operations)));
    }
    return new CheckResult(
        "linearizable", Conclusion.VALID, "Every key has an order.", Evidence.none());
  }

  static RunFacts facts(String name) {
    return new RunFacts(
        name,
        "cassandra-quorum-3",
        "register",
        List.of("partition", "pause", "kill"),
        42,
        Duration.ofSeconds(60),
        Instant.parse("2026-11-25T20:15:30Z"),
        Map.of("kv.backend", "cassandra", "kv.cassandra.mode", "quorum"),
        Map.of("cassandra", "5.0.9", "java", "17.0.20"),
        "kv-consistency run --topology cassandra-quorum-3 --workload register --seed 42");
  }

  static RunResult result(CheckResult check, Expectation expectation) {
    return new RunResult(
        check.conclusion(),
        check.sentence(),
        List.of("Each of 6 faults had an effect.", "The final reads saw all keys."),
        List.of(
            check,
            new CheckResult(
                "statistics", Conclusion.VALID, "Most operations were answered.", Evidence.none())),
        Map.of(),
        Map.of("partition", new FaultCounts(2, 2), "pause", new FaultCounts(2, 1)),
        expectation);
  }
}
