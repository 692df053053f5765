package kv.consistency.linearizability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides whether a history is linearizable with respect to a model. */
public final class Checker<S, I, O> {

  private final Model<S, I, O> model;
  private final CheckOptions options;

  public Checker(Model<S, I, O> model) {
    this(model, CheckOptions.defaults());
  }

  public Checker(Model<S, I, O> model, CheckOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * Checks a history, given in any order.
   *
   * @throws ModelException if the model breaks its contract
   */
  public Verdict<S> check(List<Operation<I, O>> history) {
    long start = options.nanoTime().getAsLong();
    Map<Object, List<Integer>> partitions = new LinkedHashMap<>();
    for (int i = 0; i < history.size(); i++) {
      Object key = model.partition(history.get(i).input());
      partitions.computeIfAbsent(key, absent -> new ArrayList<>()).add(i);
    }
    long configurations = 0;
    List<Linearization<S>> linearizations = new ArrayList<>();
    Verdict.Reason unknown = null;
    for (Map.Entry<Object, List<Integer>> partition : partitions.entrySet()) {
      PlainSearch<S, I, O> search =
          new PlainSearch<>(
              model, history, partition.getValue(), options, start + options.timeout().toNanos());
      PlainSearch.Outcome outcome = search.run();
      configurations += search.configurations();
      if (outcome == PlainSearch.Outcome.ILLEGAL) {
        Witness.Explanation<S> whole = search.explanation();
        return new Verdict.Invalid<>(
            new Witness<>(partition.getKey(), whole, whole, false),
            statistics(history, partitions, configurations, start));
      }
      if (outcome == PlainSearch.Outcome.ENDED) {
        unknown = search.reason();
      } else if (options.linearizations()) {
        linearizations.add(new Linearization<>(partition.getKey(), search.steps()));
      }
    }
    Verdict.Statistics statistics = statistics(history, partitions, configurations, start);
    return unknown == null
        ? new Verdict.Valid<>(linearizations, statistics)
        : new Verdict.Unknown<>(unknown, statistics);
  }

  private Verdict.Statistics statistics(
      List<Operation<I, O>> history,
      Map<Object, List<Integer>> partitions,
      long configurations,
      long start) {
    return new Verdict.Statistics(
        history.size(),
        partitions.size(),
        configurations,
        Duration.ofNanos(options.nanoTime().getAsLong() - start));
  }
}
