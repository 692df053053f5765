package kv.consistency.linearizability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Frontier} led through the events of a partition that are all known. */
final class FrontierSearch<S, I, O> implements AutoCloseable {

  private final Model<S, I, O> model;
  private final List<Operation<I, O>> history;
  private final Timeline timeline;
  private final Budget budget;
  private final boolean wantsSteps;
  private final Map<Integer, Frontier.Member<I, O>> open = new HashMap<>();
  private @Nullable Frontier<S, I, O> frontier;
  private int position;

  FrontierSearch(
      Model<S, I, O> model,
      List<Operation<I, O>> history,
      Timeline timeline,
      Budget budget,
      boolean wantsSteps) {
    this.model = model;
    this.history = history;
    this.timeline = timeline;
    this.budget = budget;
    this.wantsSteps = wantsSteps;
  }

  long configurations() {
    return frontier == null ? 0 : frontier.explored();
  }

  /** Goes on to the return at which {@code slice} configurations have been looked at. */
  Search.Outcome run(long slice) throws Budget.Spent {
    Frontier<S, I, O> current = frontier;
    if (current == null) {
      current = new Frontier<>(model, budget, wantsSteps);
      frontier = current;
    }
    long end = current.explored() + slice;
    for (; position < timeline.events.length; position++) {
      int k = Timeline.operation(timeline.events[position]);
      Operation<I, O> operation = history.get(timeline.member[k]);
      O output = operation.output();
      Frontier.Member<I, O> returning = open.remove(k);
      if (returning != null) {
        if (!current.complete(returning)) {
          return Search.Outcome.ILLEGAL;
        }
        if (current.explored() >= end) {
          position++;
          return Search.Outcome.PAUSED;
        }
      } else if (output == null) {
        current.callIndeterminate(timeline.member[k], operation.input());
      } else {
        open.put(k, current.call(timeline.member[k], operation.input(), output));
      }
    }
    return Search.Outcome.LEGAL;
  }

  /** After {@link Search.Outcome#LEGAL}: a linearization. */
  List<Linearization.Step<S>> steps() {
    return frontier == null ? List.of() : frontier.steps();
  }

  /** After {@link Search.Outcome#ILLEGAL}: the operations that were called before it, by index. */
  List<Integer> reached() {
    List<Integer> reached = new ArrayList<>();
    for (int k = 0; k < timeline.size() && timeline.callAt[k] < position; k++) {
      reached.add(timeline.member[k]);
    }
    return reached;
  }

  @Override
  public void close() {
    if (frontier != null) {
      frontier.close();
    }
  }
}
