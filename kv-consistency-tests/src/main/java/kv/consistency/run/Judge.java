package kv.consistency.run;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kv.consistency.check.Limits;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.Value;
import kv.consistency.report.CheckResult;
import kv.consistency.report.Conclusion;
import kv.consistency.report.Expectation;
import kv.consistency.report.FaultCounts;
import kv.consistency.report.OutcomeCounts;
import kv.consistency.report.RunFacts;
import kv.consistency.report.RunResult;
import kv.consistency.workload.Workload;

/**
 * Says what a run came to, from its history alone, so that it can be said again.
 *
 * <p>A violation that was found outranks all else. A run that tested nothing is broken, not valid:
 * one in which a kind of operation never succeeded, a fault that was asked for never took effect,
 * or the final reads were not answered.
 */
final class Judge {
  private final Workload workload;
  private final Set<String> functions;
  private final Limits limits;

  /**
   * @param functions of which each must have succeeded
   */
  Judge(Workload workload, Set<String> functions, Limits limits) {
    this.workload = workload;
    this.functions = Set.copyOf(functions);
    this.limits = limits;
  }

  RunResult judge(RunFacts facts, Path history) throws IOException {
    Expectation expectation =
        Claim.expectation(facts.topology(), facts.workload(), facts.faults())
            .orElse(Expectation.VALID);
    Tally tally = new Tally(facts.faults());
    try (HistoryReader events = open(history)) {
      for (Event event = events.next(); event != null; event = events.next()) {
        tally.add(event);
      }
      events.truncation().ifPresent(tally.broken::add);
    }
    List<CheckResult> checks = workload.check(history, limits);
    List<String> broken = broken(tally);
    Conclusion worst = worst(checks);
    Conclusion conclusion =
        worst == Conclusion.INVALID || broken.isEmpty() ? worst : Conclusion.BROKEN;
    return new RunResult(
        conclusion,
        sentence(conclusion, expectation, checks, broken),
        broken,
        checks,
        tally.operations,
        tally.faults,
        expectation);
  }

  static HistoryReader open(Path history) throws IOException {
    return HistoryFormat.JSONL.reader(new BufferedInputStream(Files.newInputStream(history)));
  }

  private List<String> broken(Tally tally) {
    List<String> broken = new ArrayList<>(tally.broken);
    functions.stream()
        .filter(f -> !tally.operations.containsKey(f) || tally.operations.get(f).ok() == 0)
        .sorted()
        .forEach(f -> broken.add("no operation '" + f + "' ever succeeded"));
    tally.faults.forEach(
        (fault, counts) -> {
          if (counts.effective() == 0) {
            broken.add("the fault '" + fault + "' never took effect");
          }
        });
    if (!tally.ended) {
      broken.add("the run did not reach its end");
    }
    return broken;
  }

  private static Conclusion worst(List<CheckResult> checks) {
    Set<Conclusion> all = checks.stream().map(CheckResult::conclusion).collect(Collectors.toSet());
    for (Conclusion worse : List.of(Conclusion.INVALID, Conclusion.BROKEN, Conclusion.UNKNOWN)) {
      if (all.contains(worse)) {
        return worse;
      }
    }
    return checks.isEmpty() ? Conclusion.BROKEN : Conclusion.VALID;
  }

  private static String sentence(
      Conclusion conclusion,
      Expectation expectation,
      List<CheckResult> checks,
      List<String> broken) {
    if (conclusion == Conclusion.BROKEN) {
      return "The run says nothing: " + String.join("; ", broken) + ".";
    }
    String found =
        checks.stream()
            .filter(check -> check.conclusion() == conclusion)
            .map(CheckResult::sentence)
            .collect(Collectors.joining("; "));
    boolean weak = expectation == Expectation.ANOMALY;
    return switch (conclusion) {
      case VALID ->
          weak
              ? "The anomaly that is expected was not found: " + found + "."
              : capital(found) + ".";
      case INVALID ->
          weak
              ? "The anomaly that is expected was found: " + found + "."
              : "A claim is refuted: " + found + ".";
      default -> capital(found) + ".";
    };
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** What happened, by number. */
  private static final class Tally {
    private final Map<String, OutcomeCounts> operations = new TreeMap<>();
    private final Map<String, FaultCounts> faults = new TreeMap<>();
    private final List<String> broken = new ArrayList<>();
    private boolean ended;

    Tally(List<String> asked) {
      asked.forEach(fault -> faults.put(fault, new FaultCounts(0, 0)));
    }

    void add(Event event) {
      if (event.isNemesis()) {
        nemesis(event);
        return;
      }
      OutcomeCounts old = operations.getOrDefault(event.f(), new OutcomeCounts(0, 0, 0));
      OutcomeCounts now =
          switch (event.type()) {
            case INVOKE -> old;
            case OK -> new OutcomeCounts(old.ok() + 1, old.fail(), old.info());
            case FAIL -> new OutcomeCounts(old.ok(), old.fail() + 1, old.info());
            case INFO -> new OutcomeCounts(old.ok(), old.fail(), old.info() + 1);
          };
      operations.put(event.f(), now);
    }

    private void nemesis(Event event) {
      if (event.f().equals(Run.BROKEN)) {
        broken.add(text(event, "words"));
        return;
      }
      String phase = text(event, "phase");
      if (event.f().equals("phase")) {
        ended |= phase.equals("end");
        return;
      }
      FaultCounts old = faults.getOrDefault(event.f(), new FaultCounts(0, 0));
      if (phase.equals("begin")) {
        faults.put(event.f(), new FaultCounts(old.injected() + 1, old.effective()));
      } else if (phase.equals("effective")) {
        faults.put(event.f(), new FaultCounts(old.injected(), old.effective() + 1));
      }
    }

    private static String text(Event event, String name) {
      return event.value() instanceof Value.Mapping map
              && map.entries().get(Value.of(name)) instanceof Value.Text text
          ? text.value()
          : "";
    }
  }
}
