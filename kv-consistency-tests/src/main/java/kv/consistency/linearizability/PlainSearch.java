package kv.consistency.linearizability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Wing and Gong's search with Lowe's memoisation over the operations of one partition. */
final class PlainSearch<S, I, O> {

  enum Outcome {
    LEGAL,
    ILLEGAL,
    ENDED
  }

  private record Configuration<S>(BitSet linearized, S state) {}

  private static final long BYTES_PER_CONFIGURATION = 200;

  private final Model<S, I, O> model;
  private final List<Operation<I, O>> history;
  private final List<Integer> order;
  private final CheckOptions options;
  private final long deadline;
  private final Set<Configuration<S>> visited = new HashSet<>();
  private final BitSet linearized = new BitSet();
  private final List<Linearization.Step<S>> steps = new ArrayList<>();
  private List<Linearization.Step<S>> longest = List.of();
  private int open;
  private Verdict.@Nullable Reason reason;

  PlainSearch(
      Model<S, I, O> model,
      List<Operation<I, O>> history,
      List<Integer> members,
      CheckOptions options,
      long deadline) {
    this.model = model;
    this.history = history;
    this.order = new ArrayList<>(members);
    this.order.sort(Comparator.comparingLong(i -> history.get(i).call()));
    this.options = options;
    this.deadline = deadline;
    this.open = (int) order.stream().filter(i -> !history.get(i).isIndeterminate()).count();
  }

  long configurations() {
    return visited.size();
  }

  List<Linearization.Step<S>> steps() {
    return steps;
  }

  Verdict.Reason reason() {
    return reason == null ? Verdict.Reason.CANCELLED : reason;
  }

  Outcome run() {
    boolean legal = extend(model.initial());
    if (reason != null) {
      return Outcome.ENDED;
    }
    return legal ? Outcome.LEGAL : Outcome.ILLEGAL;
  }

  private boolean extend(S state) {
    if (open == 0) {
      return true;
    }
    if (mustEnd() || !visited.add(new Configuration<>((BitSet) linearized.clone(), state))) {
      return false;
    }
    if (steps.size() > longest.size()) {
      longest = List.copyOf(steps);
    }
    long due = history.get(due(linearized)).ret();
    for (int k = 0; k < order.size(); k++) {
      Operation<I, O> operation = history.get(order.get(k));
      if (operation.call() > due) {
        break;
      }
      S next = linearized.get(k) ? null : model.step(state, operation.input(), operation.output());
      if (next != null) {
        int weight = operation.isIndeterminate() ? 0 : 1;
        linearized.set(k);
        open -= weight;
        steps.add(new Linearization.Step<>(order.get(k), next));
        if (extend(next)) {
          return true;
        }
        linearized.clear(k);
        open += weight;
        steps.remove(steps.size() - 1);
      }
    }
    return false;
  }

  private boolean mustEnd() {
    if (reason == null) {
      if (options.cancelled().getAsBoolean() || Thread.currentThread().isInterrupted()) {
        reason = Verdict.Reason.CANCELLED;
      } else if (options.nanoTime().getAsLong() - deadline > 0) {
        reason = Verdict.Reason.DEADLINE;
      } else if (visited.size() * BYTES_PER_CONFIGURATION > options.memory()) {
        reason = Verdict.Reason.MEMORY;
      }
    }
    return reason != null;
  }

  private int due(BitSet done) {
    int first = -1;
    for (int k = done.nextClearBit(0); k < order.size(); k = done.nextClearBit(k + 1)) {
      if (first < 0 || history.get(order.get(k)).ret() < history.get(first).ret()) {
        first = order.get(k);
      }
    }
    return first;
  }

  Witness.Explanation<S> explanation() {
    BitSet done = new BitSet();
    for (Linearization.Step<S> step : longest) {
      done.set(order.indexOf(step.operation()));
    }
    S state = longest.isEmpty() ? model.initial() : longest.get(longest.size() - 1).after();
    int due = due(done);
    List<Witness.Refusal> refusals = new ArrayList<>();
    for (int k = 0; k < order.size(); k++) {
      Operation<I, O> operation = history.get(order.get(k));
      if (!done.get(k) && operation.call() <= history.get(due).ret()) {
        boolean legal = model.step(state, operation.input(), operation.output()) != null;
        refusals.add(
            new Witness.Refusal(
                order.get(k), legal ? Witness.Cause.DEAD_END : Witness.Cause.ILLEGAL));
      }
    }
    return new Witness.Explanation<>(
        order, List.of(new Witness.Prefix<>(longest, state, due, refusals)), true);
  }
}
