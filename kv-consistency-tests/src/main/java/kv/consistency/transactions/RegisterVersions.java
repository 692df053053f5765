package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;

/**
 * Numbers the versions of all registers, and says which transactions touched them from outside: a
 * transaction's external read of a key comes before any other operation of its on the key, its
 * external write is its last write to it.
 */
final class RegisterVersions {
  private static final int NONE = TransactionHistory.NONE;

  private record Unwritten(int key, long value) {}

  private final TransactionHistory history;
  private final WriteIndex writes;
  private final boolean observedMeansCommitted;
  private final Allowance allowance;
  private final boolean[] observed;
  private final Map<Unwritten, Integer> unwritten = new HashMap<>();
  private final List<Unwritten> unwrittenValues = new ArrayList<>();
  private final int firstUnwritten;

  /**
   * @param observedMeansCommitted see {@link ListAppendInference}
   */
  RegisterVersions(
      TransactionHistory history,
      WriteIndex writes,
      boolean observedMeansCommitted,
      Allowance allowance)
      throws Spent {
    this.history = history;
    this.allowance = allowance;
    this.observedMeansCommitted = observedMeansCommitted;
    this.observed = allowance.booleans(history.operations());
    this.writes = writes;
    this.firstUnwritten = history.keys() + history.operations();
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      if (!history.isWrite(op) && history.isOk(history.owner(op))) {
        number(history.key(op), history.value(op));
      }
    }
  }

  private void number(int key, long value) throws Spent {
    if (value == ValueCodes.NIL) {
      return;
    }
    int writer = writes.writeOf(key, value);
    if (writer != WriteIndex.NONE) {
      observed[writer] = true;
    } else {
      Unwritten version = new Unwritten(key, value);
      if (unwritten.putIfAbsent(version, firstUnwritten + unwritten.size()) == null) {
        allowance.take(Allowance.ENTRY);
        unwrittenValues.add(version);
      }
    }
  }

  /** Upper bound of all version numbers. */
  int count() {
    return firstUnwritten + unwritten.size();
  }

  /** The version that holds before any write of the key. */
  int initial(int key) {
    return key;
  }

  boolean isInitial(int version) {
    return version < history.keys();
  }

  /** The version that a committed read returned, or a write made. */
  int of(int op) {
    if (history.isWrite(op)) {
      return history.keys() + op;
    }
    int key = history.key(op);
    long value = history.value(op);
    if (value == ValueCodes.NIL) {
      return initial(key);
    }
    int writer = writes.writeOf(key, value);
    if (writer != WriteIndex.NONE) {
      return history.keys() + writer;
    }
    Integer known = unwritten.get(new Unwritten(key, value));
    if (known == null) {
      throw new IllegalArgumentException("not a committed read: operation " + op);
    }
    return known;
  }

  int key(int version) {
    if (isInitial(version)) {
      return version;
    }
    return version < firstUnwritten
        ? history.key(version - history.keys())
        : unwrittenValues.get(version - firstUnwritten).key();
  }

  long value(int version) {
    if (isInitial(version)) {
      return ValueCodes.NIL;
    }
    return version < firstUnwritten
        ? history.value(version - history.keys())
        : unwrittenValues.get(version - firstUnwritten).value();
  }

  /** The write that made the version, aborted and intermediate ones included; or NONE. */
  int write(int version) {
    return isInitial(version) || version >= firstUnwritten ? NONE : version - history.keys();
  }

  /** The transaction whose external write made the version; or NONE. */
  int writer(int version) {
    int write = write(version);
    return write == NONE || !isExternalWrite(write) ? NONE : history.owner(write);
  }

  boolean isExternalRead(int op) {
    return !history.isWrite(op) && history.before(op) == NONE;
  }

  /** Whether this is a transaction's last write of the key, and may have been applied. */
  boolean isExternalWrite(int op) {
    return history.isWrite(op) && mayBeApplied(op) && !history.isOverwritten(op);
  }

  private boolean mayBeApplied(int write) {
    int owner = history.owner(write);
    return history.isOk(owner)
        || (!history.isFail(owner) && (observedMeansCommitted || observed[write]));
  }

  /** The transaction's external write of the key of its external read {@code op}, or NONE. */
  int writeAfter(int op) {
    int last = NONE;
    for (int after = history.after(op); after != NONE; after = history.after(after)) {
      last = history.isWrite(after) ? after : last;
    }
    return last;
  }

  /** An array with a place for each version, filled with {@code value}. */
  int[] perVersion(int value) throws Spent {
    int[] array = allowance.ints(count());
    Arrays.fill(array, value);
    return array;
  }
}
