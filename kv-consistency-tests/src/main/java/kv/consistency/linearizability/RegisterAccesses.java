package kv.consistency.linearizability;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a partition as accesses to a register to which no value is written twice;
 * values are numbered, {@link #INITIAL} first.
 *
 * <p>The initial value may be written any number of times (deletes). Then each of these writes gets
 * a number of its own, and whoever expects the initial value is listed apart: which of them it saw
 * is not known.
 */
final class RegisterAccesses {

  static final int NONE = -1;
  static final int INITIAL = 0;

  private static final int OPERATIONS_PER_POLL = 1 << 14;

  /** The value that each operation needs to find; {@link #NONE} if any will do. */
  final int[] expects;

  /** The value that each operation needs not to find, or {@link #NONE}. */
  final int[] excludes;

  /** The value that each operation leaves, or {@link #NONE}. */
  final int[] writes;

  /** Whether the operation needs to find the initial value, though that is written as well. */
  final boolean[] expectsUnwritten;

  private int values;
  private int distinct;

  private RegisterAccesses(int n) {
    expects = filled(n);
    excludes = filled(n);
    writes = filled(n);
    expectsUnwritten = new boolean[n];
  }

  static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, NONE);
    return array;
  }

  /** The accesses, or null if the operations are not such accesses. */
  static <S, I, O> @Nullable RegisterAccesses of(
      Hints<S, I, O> hints,
      S initial,
      List<Operation<I, O>> history,
      Timeline timeline,
      Budget budget)
      throws Budget.Spent {
    int n = timeline.size();
    RegisterAccesses accesses = new RegisterAccesses(n);
    Interner<S> numbers = new Interner<>();
    numbers.intern(initial);
    boolean initialWritten = false;
    for (int k = 0; k < n; k++) {
      if (k % OPERATIONS_PER_POLL == 0) {
        budget.spendTime();
      }
      Operation<I, O> operation = history.get(timeline.member[k]);
      Hints.Access<S> access = hints.access(operation.input(), operation.output());
      if (access == null) {
        return null;
      }
      accesses.expects[k] = number(numbers, access.expects());
      accesses.excludes[k] = number(numbers, access.excludes());
      accesses.writes[k] = number(numbers, access.writes());
      initialWritten |= accesses.writes[k] == INITIAL;
    }
    accesses.distinct = numbers.size();
    accesses.values = accesses.distinct;
    if (initialWritten) {
      accesses.tellWritesOfInitialApart();
    }
    return accesses.isUnique() ? accesses : null;
  }

  private static <S> int number(Interner<S> numbers, @Nullable S value) {
    return value == null ? NONE : numbers.intern(value);
  }

  private void tellWritesOfInitialApart() {
    for (int k = 0; k < writes.length; k++) {
      if (writes[k] == INITIAL) {
        writes[k] = values++;
      }
      if (expects[k] == INITIAL) {
        expects[k] = NONE;
        expectsUnwritten[k] = true;
      }
    }
  }

  private boolean isUnique() {
    boolean[] written = new boolean[values];
    for (int value : writes) {
      if (value != NONE) {
        if (written[value]) {
          return false;
        }
        written[value] = true;
      }
    }
    return true;
  }

  int values() {
    return values;
  }

  /** The value that clients see: a number below the numbers of the writes of the initial value. */
  int visible(int value) {
    return value < distinct ? value : INITIAL;
  }

  /** Whether the operation only looks, at something other than one value's being there. */
  boolean isAside(int k) {
    return writes[k] == NONE && expects[k] == NONE;
  }
}
