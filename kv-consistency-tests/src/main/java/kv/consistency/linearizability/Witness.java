package kv.consistency.linearizability;

import java.util.List;

/**
 * Why a history is not linearizable. Operations are named by their index in the list that was
 * checked.
 *
 * @param partition the part of the system that went wrong
 * @param whole all operations of that partition
 * @param shrunk a part of them that is not linearizable either, and as small as was found; with
 *     operations that the others presuppose, such as the write of what a read saw
 * @param minimal whether it is known that no more could be left out; otherwise the effort allowed
 *     for shrinking ended before that was known
 */
public record Witness<S>(
    Object partition, Explanation<S> whole, Explanation<S> shrunk, boolean minimal) {

  /**
   * How far a set of operations can be explained.
   *
   * @param operations in order of their calls
   * @param prefixes the longest linearizable prefixes that were found, at least one; each reaches
   *     as far as any other
   * @param exhaustive whether the search ended, so that no prefix reaches further
   */
  public record Explanation<S>(
      List<Integer> operations, List<Prefix<S>> prefixes, boolean exhaustive) {
    public Explanation {
      operations = List.copyOf(operations);
      prefixes = List.copyOf(prefixes);
    }
  }

  /**
   * A linearization that ends too early.
   *
   * @param steps in the order in which the operations take effect
   * @param state after the steps
   * @param due the operation that returns first of those not in the steps: it, or an operation
   *     concurrent with it, would have to be next
   * @param refusals every operation that could be next by its time, and why it can't
   */
  public record Prefix<S>(
      List<Linearization.Step<S>> steps, S state, int due, List<Refusal> refusals) {
    public Prefix {
      steps = List.copyOf(steps);
      refusals = List.copyOf(refusals);
    }
  }

  /** An operation that can't be next, see {@link Prefix}. */
  public record Refusal(int operation, Cause cause) {}

  /** Why an operation can't be next. */
  public enum Cause {
    /** The model has no such step from this state. */
    ILLEGAL,
    /** The step is legal, but every continuation ends no further than this prefix. */
    DEAD_END
  }
}
