package kv.consistency.linearizability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Explains why a partition is not linearizable, within an allowance of time: what it has when that
 * ends is what it brings.
 *
 * <p>Shrinking tries to drop operations, many at once and then one by one. Just leaving an
 * operation out proves nothing: without the write that it saw, every read is wrong. So operations
 * are dropped only if the rest is not linearizable whichever of all that were dropped took effect
 * in their time. Of the dropped, those come back in the end that the rest needs to get as far as it
 * gets, such as the write that a read saw: a picture without it would show the read of a value that
 * nobody wrote.
 */
final class WitnessFinder<S, I, O> {

  /** What a witness may cost in any case: a search that took no time leaves none to shrink in. */
  private static final long LEAST_ALLOWANCE = Duration.ofMillis(200).toNanos();

  private static final long CONFIGURATIONS_PER_TRY = 1 << 15;
  private static final int MOST_GROUNDS = 8;
  private static final int MOST_TRIED = 1_000;

  private final Model<S, I, O> model;
  private final List<Operation<I, O>> history;
  private final Budget budget;

  /**
   * @param spent nanoseconds that finding the violation took
   */
  WitnessFinder(
      Model<S, I, O> model, List<Operation<I, O>> history, CheckOptions options, long spent) {
    this.model = model;
    this.history = history;
    long allowance = options.witness() ? Math.max(spent, LEAST_ALLOWANCE) : 0;
    long deadline = options.nanoTime().getAsLong() + allowance;
    this.budget = new Budget(options, deadline, options.memory());
  }

  Witness<S> find(Object partition, int[] members, PartitionCheck.Illegal<S> illegal) {
    List<Integer> all = illegal.conflict();
    Set<Integer> kept = new LinkedHashSet<>(all);
    boolean minimal = true;
    for (int size = Math.max(1, kept.size() / 2); size > 0; size /= 2) {
      boolean changed = true;
      while (changed) {
        int before = kept.size();
        minimal = pass(all, kept, size);
        changed = size == 1 && kept.size() < before;
      }
    }
    Witness.Explanation<S> ofShrunk = explain(withGrounds(all, kept));
    Witness.Explanation<S> known = illegal.explanation();
    return new Witness<>(partition, known != null ? known : explain(members), ofShrunk, minimal);
  }

  /**
   * Tries to drop each {@code size} operations in turn from the kept, the latest first; whether
   * every answer to that was definite.
   */
  private boolean pass(List<Integer> all, Set<Integer> kept, int size) {
    boolean decided = true;
    List<Integer> left = List.copyOf(kept);
    for (int end = left.size(); end > 0; end = Math.min(end - size, left.size())) {
      decided &= drop(all, kept, left.subList(Math.max(0, end - size), end));
      left = left.stream().filter(kept::contains).toList();
    }
    return decided;
  }

  /** Drops some of the kept, if it may; whether that was decided. */
  private boolean drop(List<Integer> all, Set<Integer> kept, List<Integer> some) {
    Set<Integer> rest = new LinkedHashSet<>(kept);
    some.forEach(rest::remove);
    long end = rest.stream().mapToLong(index -> history.get(index).ret()).max().orElse(0);
    List<Operation<LooseModel.Input<I>, O>> candidate = new ArrayList<>(all.size());
    for (int index : all) {
      Operation<I, O> operation = history.get(index);
      // What is loose and comes after all others makes no difference.
      if (rest.contains(index) || operation.call() <= end) {
        candidate.add(LooseModel.operation(operation, !rest.contains(index)));
      }
    }
    int[] places = new int[candidate.size()];
    Arrays.setAll(places, k -> k);
    try (PartitionCheck<Set<S>, LooseModel.Input<I>, O> check =
        new PartitionCheck<>(new LooseModel<>(model), candidate, places, budget, false)) {
      PartitionCheck.Outcome<Set<S>> outcome = check.run(CONFIGURATIONS_PER_TRY);
      if (outcome instanceof PartitionCheck.Illegal<Set<S>>) {
        kept.retainAll(rest);
        return true;
      }
      return outcome instanceof PartitionCheck.Legal<Set<S>>;
    } catch (Budget.Spent spent) {
      return false;
    }
  }

  /** With those of the dropped that one of the kept needs, or that let them get further. */
  private Set<Integer> withGrounds(List<Integer> all, Set<Integer> kept) {
    Set<Integer> shown = new TreeSet<>(kept);
    for (int one : kept) {
      ground(all, one).ifPresent(shown::add);
    }
    boolean further = true;
    while (further && shown.size() < kept.size() + MOST_GROUNDS) {
      int most = reach(shown, kept);
      Integer best = null;
      for (int candidate : latest(all)) {
        if (!shown.contains(candidate)) {
          Set<Integer> more = new TreeSet<>(shown);
          more.add(candidate);
          int reach = reach(more, kept);
          if (reach > most) {
            most = reach;
            best = candidate;
          }
        }
      }
      further = best != null;
      if (best != null) {
        shown.add(best);
      }
    }
    return shown;
  }

  /**
   * The last operation that makes possible what is impossible alone, such as the write of a read.
   */
  private OptionalInt ground(List<Integer> all, int one) {
    if (isLegal(one)) {
      return OptionalInt.empty();
    }
    return latest(all).stream()
        .filter(other -> other != one && history.get(other).call() <= history.get(one).ret())
        .filter(other -> isLegal(one, other))
        .mapToInt(other -> other)
        .max();
  }

  private boolean isLegal(int... operations) {
    try (Search<S, I, O> search =
        new Search<>(model, history, Timeline.of(history, operations), budget)) {
      return search.run(Long.MAX_VALUE) == Search.Outcome.LEGAL;
    } catch (Budget.Spent spent) {
      return false;
    }
  }

  private static List<Integer> latest(List<Integer> all) {
    return all.subList(Math.max(0, all.size() - MOST_TRIED), all.size());
  }

  /** How many of the kept a linearization of the shown gets to, at most. */
  private int reach(Set<Integer> shown, Set<Integer> kept) {
    return explain(shown).prefixes().stream()
        .mapToInt(
            prefix ->
                (int)
                    prefix.steps().stream().filter(step -> kept.contains(step.operation())).count())
        .max()
        .orElse(0);
  }

  private Witness.Explanation<S> explain(Set<Integer> operations) {
    return explain(operations.stream().mapToInt(index -> index).toArray());
  }

  private Witness.Explanation<S> explain(int[] operations) {
    Timeline timeline = Timeline.of(history, operations);
    Search<S, I, O> search = new Search<>(model, history, timeline, budget);
    boolean exhaustive = false;
    try (search) {
      if (search.run(Long.MAX_VALUE) == Search.Outcome.LEGAL) {
        throw new AssertionError("two algorithms contradict each other about " + operations.length);
      }
      exhaustive = true;
    } catch (Budget.Spent spent) {
      // How far it came is still the best that is known.
    }
    return search.explanation(exhaustive);
  }
}
