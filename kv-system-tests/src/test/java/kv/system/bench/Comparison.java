package kv.system.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import kv.system.bench.Loop.Clients;
import kv.system.bench.Loop.Sample;

/**
 * Subjects in turns, several rounds of each; what is printed are medians. Each subject is warmed up
 * by number of calls, not by time: at the rates of a cluster on one machine, a JVM that has just
 * started spends minutes compiling, and would be measured while it does.
 */
final class Comparison {

  private static final int WARM_UP_CONCURRENCY = 32;
  private static final long WARM_UP_CALLS = 60_000;
  private static final Duration WARM_UP_STEP = Duration.ofSeconds(5);
  private static final int WARM_UP_STEPS = 12;

  /** For one that is slow and takes most code: locks. */
  static final int LONG_WARM_UP_STEPS = 40;

  private Comparison() {}

  /**
   * Measures and prints.
   *
   * @param subjects the first is what the others are compared with, round by round
   */
  static void print(
      String what, Map<String, Clients> subjects, int concurrency, int rounds, Duration length)
      throws Exception {
    for (Clients each : subjects.values()) {
      Sample unused = run(each, concurrency, length);
    }
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Clients> each : subjects.entrySet()) {
        samples
            .computeIfAbsent(each.getKey(), name -> new ArrayList<>())
            .add(run(each.getValue(), concurrency, length));
      }
    }
    System.out.printf(
        "%n%s, %d at once, %d rounds of %d s: medians, ratios of the same round%n",
        what, concurrency, rounds, length.toSeconds());
    List<Sample> base = samples.values().iterator().next();
    samples.forEach(
        (name, list) ->
            System.out.printf(
                "  %-15s %7.0f/s  p50 %6.2f ms  p99 %7.2f ms  ratio %.2f  p99 above %+.2f ms%n",
                name,
                median(list, Sample::perSecond),
                median(list, Sample::p50) / 1e3,
                median(list, Sample::p99) / 1e3,
                median(list, base, (one, other) -> one.perSecond() / other.perSecond()),
                median(list, base, (one, other) -> one.p99() - other.p99()) / 1e3));
  }

  /** Makes so many calls of each that what it runs on is compiled, within a minute. */
  static void warmUp(Map<String, Clients> subjects) throws Exception {
    for (Clients each : subjects.values()) {
      warmUp(each, WARM_UP_STEPS);
    }
  }

  /**
   * @param steps of 5 s, at most
   */
  static void warmUp(Clients subject, int steps) throws Exception {
    long calls = 0;
    for (int step = 0; step < steps && calls < WARM_UP_CALLS; step++) {
      Sample sample = run(subject, WARM_UP_CONCURRENCY, WARM_UP_STEP);
      calls += sample.answers().getOrDefault(Loop.OK, 0L);
    }
  }

  static void print(String what, Sample sample) {
    System.out.printf(
        "  %s  %7.0f/s  p50 %6.2f ms  p99 %7.2f ms%n",
        what, sample.perSecond(), sample.p50() / 1e3, sample.p99() / 1e3);
  }

  /** A run over all keys; says so if not every call is answered as it should. */
  static Sample run(Clients subject, int concurrency, Duration length) throws Exception {
    Sample sample = Loop.run(subject, concurrency, Setup.KEYS, length);
    if (!sample.answers().keySet().equals(Set.of(Loop.OK))) {
      System.out.printf("  not all answers were good: %s%n", sample.answers());
    }
    return sample;
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    return Setup.median(samples.stream().mapToDouble(figure).toArray());
  }

  private static double median(
      List<Sample> samples, List<Sample> base, ToDoubleBiFunction<Sample, Sample> comparison) {
    double[] all = new double[samples.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = comparison.applyAsDouble(samples.get(i), base.get(i));
    }
    return Setup.median(all);
  }
}
