package kv.consistency.linearizability;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Explains why a partition is not linearizable, within an allowance of time: what it has when that
 * ends is what it brings.
 *
 * <p>Shrinking tries to drop operations, many at once and then one by one. Just leaving an
 * operation out proves nothing: without the write that it saw, every read is wrong. So operations
 * are dropped only if the rest is not linearizable even were all that were dropped to take effect
 * at any time, or not at all; a stale read thus keeps the write that it missed. Of the dropped,
 * those come back in the end that the rest needs to get as far as it gets, such as the write that
 * the read saw: a picture without them would show the read of a value that nobody wrote.
 */
final class WitnessFinder<S, I, O> {

  /** What a witness may cost in any case: a search that took no time leaves none to shrink in. */
  private static final long LEAST_ALLOWANCE = Duration.ofMillis(200).toNanos();

  private static final long CONFIGURATIONS_PER_TRY = 1 << 15;

  private final Model<S, I, O> model;
  private final List<Operation<I, O>> history;
  private final Budget budget;
  private final long earliest;

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
    this.earliest = history.stream().mapToLong(Operation::call).min().orElse(0);
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
    kept.addAll(needed(all, kept));
    Witness.Explanation<S> ofShrunk =
        explain(history, all.stream().filter(kept::contains).mapToInt(index -> index).toArray());
    Witness.Explanation<S> known = illegal.explanation();
    return new Witness<>(
        partition, known != null ? known : explain(history, members), ofShrunk, minimal);
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
    try {
      PartitionCheck.Outcome<S> outcome = loosened(all, rest);
      if (outcome instanceof PartitionCheck.Illegal<S> illegal) {
        kept.retainAll(rest);
        Set<Integer> conflict = illegal.conflict().stream().map(all::get).collect(toSet());
        if (conflict.size() < rest.size()
            && rest.containsAll(conflict)
            && loosened(all, conflict) instanceof PartitionCheck.Illegal<S>) {
          kept.retainAll(conflict);
        }
        return true;
      }
      return outcome instanceof PartitionCheck.Legal<S>;
    } catch (Budget.Spent spent) {
      return false;
    }
  }

  private PartitionCheck.Outcome<S> loosened(List<Integer> all, Set<Integer> kept)
      throws Budget.Spent {
    try (PartitionCheck<S, I, O> check =
        new PartitionCheck<>(model, loose(all, kept), places(all), budget, false)) {
      return check.run(CONFIGURATIONS_PER_TRY);
    }
  }

  /** All operations, but those that are not kept may take effect at any time, or never. */
  private List<Operation<I, O>> loose(List<Integer> all, Set<Integer> kept) {
    List<Operation<I, O>> loosened = new ArrayList<>(all.size());
    for (int index : all) {
      Operation<I, O> operation = history.get(index);
      loosened.add(
          kept.contains(index)
              ? operation
              : Operation.indeterminate(operation.process(), operation.input(), earliest));
    }
    return loosened;
  }

  private static int[] places(List<Integer> all) {
    int[] places = new int[all.size()];
    Arrays.setAll(places, k -> k);
    return places;
  }

  /** The dropped operations that the kept need to get as far as they get. */
  private List<Integer> needed(List<Integer> all, Set<Integer> kept) {
    if (kept.size() == all.size()) {
      return List.of();
    }
    return explain(loose(all, kept), places(all)).prefixes().stream()
        .limit(1)
        .flatMap(prefix -> prefix.steps().stream())
        .map(step -> all.get(step.operation()))
        .toList();
  }

  private Witness.Explanation<S> explain(List<Operation<I, O>> history, int[] operations) {
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
