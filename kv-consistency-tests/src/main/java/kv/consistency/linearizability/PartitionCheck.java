package kv.consistency.linearizability;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides one partition, in slices: by {@link UniqueRegister} where that applies, else by {@link
 * Search}, which is the faster the fewer wrong turns there are. If that doesn't end soon, {@link
 * FrontierSearch} runs in turns with it: slower at each step, but it never meets a configuration
 * after one that it covers, where many indeterminate operations lead the other astray.
 */
final class PartitionCheck<S, I, O> implements AutoCloseable {

  /** What came out so far. */
  sealed interface Outcome<S> {}

  record Legal<S>(List<Linearization.Step<S>> steps) implements Outcome<S> {}

  /** Not even the operations of {@code conflict}, as indices of the history, are linearizable. */
  record Illegal<S>(List<Integer> conflict, Witness.@Nullable Explanation<S> explanation)
      implements Outcome<S> {}

  record Paused<S>() implements Outcome<S> {}

  /** Configurations that the search visits before the frontier joins in. */
  private static final int ALONE = 1 << 18;

  /** Its configurations cost about so many of the other's. */
  private static final int FRONTIER_SHARE = 8;

  private final Model<S, I, O> model;
  private final List<Operation<I, O>> history;
  private final int[] members;
  private final Budget budget;
  private final boolean wantsSteps;
  private @Nullable Search<S, I, O> search;
  private @Nullable FrontierSearch<S, I, O> frontier;

  PartitionCheck(
      Model<S, I, O> model,
      List<Operation<I, O>> history,
      int[] members,
      Budget budget,
      boolean wantsSteps) {
    this.model = model;
    this.history = history;
    this.members = members;
    this.budget = budget;
    this.wantsSteps = wantsSteps;
  }

  long configurations() {
    return (search == null ? 0 : search.configurations())
        + (frontier == null ? 0 : frontier.configurations());
  }

  /** Goes on, for about {@code slice} configurations. */
  Outcome<S> run(long slice) throws Budget.Spent {
    Search<S, I, O> deep = search;
    if (deep == null) {
      budget.spendTime();
      Timeline timeline = Timeline.of(history, members);
      Outcome<S> quick = decideQuickly(timeline);
      if (quick != null) {
        return quick;
      }
      deep = new Search<>(model, history, timeline, budget);
      search = deep;
      frontier = new FrontierSearch<>(model, history, timeline, budget, wantsSteps);
    } else if (frontier != null && deep.configurations() >= ALONE) {
      Outcome<S> outcome = outcome(frontier.run(slice / FRONTIER_SHARE), deep, frontier);
      if (!(outcome instanceof Paused<S>)) {
        return outcome;
      }
    }
    return switch (deep.run(slice)) {
      case LEGAL -> new Legal<>(wantsSteps ? deep.steps() : List.of());
      case ILLEGAL -> new Illegal<>(deep.reached(), deep.explanation(true));
      case PAUSED -> new Paused<>();
    };
  }

  private Outcome<S> outcome(
      Search.Outcome outcome, Search<S, I, O> deep, FrontierSearch<S, I, O> broad) {
    return switch (outcome) {
      case LEGAL -> new Legal<>(wantsSteps ? broad.steps() : List.of());
      case ILLEGAL -> new Illegal<>(broad.reached(), deep.explanation(false));
      case PAUSED -> new Paused<>();
    };
  }

  private @Nullable Outcome<S> decideQuickly(Timeline timeline) throws Budget.Spent {
    Hints<S, I, O> hints = Hints.of(model);
    if (hints == null) {
      return null;
    }
    RegisterAccesses accesses =
        RegisterAccesses.of(hints, model.initial(), history, timeline, budget);
    if (accesses == null) {
      return null;
    }
    UniqueRegister.Outcome outcome = UniqueRegister.decide(timeline, accesses);
    if (outcome instanceof UniqueRegister.Legal legal) {
      return new Legal<>(wantsSteps ? replay(timeline, legal.order) : List.of());
    }
    if (outcome instanceof UniqueRegister.Illegal illegal) {
      return new Illegal<>(timeline.members(illegal.conflict), null);
    }
    return null;
  }

  private List<Linearization.Step<S>> replay(Timeline timeline, int[] order) {
    List<Linearization.Step<S>> steps = new ArrayList<>(order.length);
    S state = model.initial();
    for (int k : order) {
      int index = timeline.member[k];
      Operation<I, O> operation = history.get(index);
      state = model.step(state, operation.input(), operation.output());
      if (state == null) {
        throw new ModelException(
            "the hints about " + operation + " and the model's steps contradict each other");
      }
      steps.add(new Linearization.Step<>(index, state));
    }
    return steps;
  }

  @Override
  public void close() {
    if (search != null) {
      search.close();
    }
    if (frontier != null) {
      frontier.close();
    }
  }
}
