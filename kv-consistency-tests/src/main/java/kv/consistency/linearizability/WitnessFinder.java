package kv.consistency.linearizability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Explains why a partition is not linearizable, within an allowance of time: what it has when that
 * ends is what it brings.
 *
 * <p>Shrinking tries to drop operations, many at once and then one by one. Just leaving an
 * operation out proves nothing: without the write that it saw, every read is wrong. So operations
 * are dropped only if the rest is not linearizable even were the dropped ones to take effect at any
 * time, or not at all; a stale read thus keeps both the write that it saw and the one that it
 * missed.
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
    List<Integer> shrunk = illegal.conflict();
    boolean minimal = true;
    for (int size = Math.max(1, shrunk.size() / 2); size > 0; size /= 2) {
      boolean changed = true;
      while (changed) {
        Attempt pass = pass(shrunk, size);
        changed = size == 1 && pass.left().size() < shrunk.size();
        shrunk = pass.left();
        minimal = pass.decided();
      }
    }
    Witness.Explanation<S> ofShrunk = explain(shrunk.stream().mapToInt(index -> index).toArray());
    Witness.Explanation<S> known = illegal.explanation();
    return new Witness<>(partition, known != null ? known : explain(members), ofShrunk, minimal);
  }

  /** What is left after trying to drop some, and whether every answer to that was definite. */
  private record Attempt(List<Integer> left, boolean decided) {}

  /** Tries to drop each {@code size} operations in turn, the latest first. */
  private Attempt pass(List<Integer> operations, int size) {
    List<Integer> left = operations;
    boolean decided = true;
    for (int end = left.size(); end > 0; end = Math.min(end - size, left.size())) {
      Attempt attempt = drop(left, Set.copyOf(left.subList(Math.max(0, end - size), end)));
      decided &= attempt.decided();
      left = attempt.left();
    }
    return new Attempt(left, decided);
  }

  private Attempt drop(List<Integer> operations, Set<Integer> dropped) {
    List<Operation<I, O>> candidate = new ArrayList<>(operations.size());
    for (int index : operations) {
      Operation<I, O> operation = history.get(index);
      candidate.add(
          dropped.contains(index)
              ? Operation.indeterminate(operation.process(), operation.input(), earliest)
              : operation);
    }
    int[] all = new int[operations.size()];
    Arrays.setAll(all, k -> k);
    try (PartitionCheck<S, I, O> check =
        new PartitionCheck<>(model, candidate, all, budget, false)) {
      PartitionCheck.Outcome<S> outcome = check.run(CONFIGURATIONS_PER_TRY);
      if (outcome instanceof PartitionCheck.Illegal<S> illegal) {
        return new Attempt(without(operations, illegal.conflict(), dropped), true);
      }
      return new Attempt(operations, outcome instanceof PartitionCheck.Legal<S>);
    } catch (Budget.Spent spent) {
      return new Attempt(operations, false);
    }
  }

  /** The operations at those places, if these need none of the dropped; else all that are not. */
  private static List<Integer> without(
      List<Integer> operations, List<Integer> places, Set<Integer> dropped) {
    List<Integer> conflict = places.stream().map(operations::get).toList();
    return conflict.stream().noneMatch(dropped::contains)
        ? conflict
        : operations.stream().filter(index -> !dropped.contains(index)).toList();
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
