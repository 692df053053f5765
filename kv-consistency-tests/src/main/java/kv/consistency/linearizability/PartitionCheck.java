package kv.consistency.linearizability;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides one partition, in slices: by {@link UniqueRegister} where that applies, else by {@link
 * Search}.
 */
final class PartitionCheck<S, I, O> implements AutoCloseable {

  /** What came out so far. */
  sealed interface Outcome<S> {}

  record Legal<S>(List<Linearization.Step<S>> steps) implements Outcome<S> {}

  /** Not even the operations of {@code conflict}, as indices of the history, are linearizable. */
  record Illegal<S>(List<Integer> conflict, Witness.@Nullable Explanation<S> explanation)
      implements Outcome<S> {}

  record Paused<S>() implements Outcome<S> {}

  private final Model<S, I, O> model;
  private final List<Operation<I, O>> history;
  private final int[] members;
  private final Budget budget;
  private final boolean wantsSteps;
  private @Nullable Search<S, I, O> search;

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
    return search == null ? 0 : search.configurations();
  }

  /** Goes on, for about {@code slice} configurations. */
  Outcome<S> run(long slice) throws Budget.Spent {
    Search<S, I, O> current = search;
    if (current == null) {
      budget.spendTime();
      Timeline timeline = Timeline.of(history, members);
      Outcome<S> quick = decideQuickly(timeline);
      if (quick != null) {
        return quick;
      }
      current = new Search<>(model, history, timeline, budget);
      search = current;
    }
    return switch (current.run(slice)) {
      case LEGAL -> new Legal<>(wantsSteps ? current.steps() : List.of());
      case ILLEGAL -> new Illegal<>(current.reached(), current.explanation(true));
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
  }
}
