package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;

/**
 * The version order of each list: the distinct elements of the longest list that a committed
 * transaction read. Version n is the list of the first n elements. Every read names its version by
 * its last element alone; should lists be incompatible (which is an anomaly of its own) that is
 * still Elle's way to go on.
 *
 * <p>A transaction whose end is unknown counts as committed once a committed one read an element of
 * its; then its own reads count too.
 */
final class ListVersions {

  /** What a version takes in columns that grow by half. */
  private static final int VERSION = 18;

  /** No such version. */
  static final int UNKNOWN = -1;

  private final TransactionHistory history;
  private final WriteIndex writes;
  private final Allowance allowance;
  private final int[] start;
  private final IntColumn writers = new IntColumn();
  private final LongColumn elements = new LongColumn();
  private final int[] positions;
  private final boolean[] plain;
  private final boolean[] observed;
  private final Map<Integer, List<Integer>> aside = new HashMap<>();

  ListVersions(TransactionHistory history, WriteIndex writes, Allowance allowance) throws Spent {
    this.history = history;
    this.writes = writes;
    this.allowance = allowance;
    this.start = allowance.ints(history.keys() + 1L);
    this.positions = allowance.ints(history.operations());
    this.plain = allowance.booleans(history.keys());
    this.observed = allowance.booleans(history.size());
    Arrays.fill(positions, UNKNOWN);
    findAside();
    for (int key = 0; key < history.keys(); key++) {
      order(key);
      start[key + 1] = elements.size();
    }
  }

  private void findAside() throws Spent {
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      if (!history.isWrite(op)
          && history.isOk(history.owner(op))
          && !ListReads.isPrefix(history.value(op))) {
        allowance.take(Allowance.ENTRY);
        aside.computeIfAbsent(history.key(op), k -> new ArrayList<>()).add(op);
      }
    }
  }

  private void order(int key) throws Spent {
    allowance.take((long) VERSION * history.lists.chainLength(key));
    long[] longest = history.lists.chain(key);
    plain[key] = true;
    for (int op : aside.getOrDefault(key, List.of())) {
      allowance.work(1);
      if (history.lists.length(history.value(op)) > longest.length) {
        longest = history.lists.array(key, history.value(op));
        plain[key] = false;
      }
    }
    if (!plain[key]) {
      allowance.take((long) VERSION * (longest.length - history.lists.chainLength(key)));
    }
    Set<Long> garbage = new HashSet<>();
    for (long element : longest) {
      allowance.work(1);
      int writer = writes.writeOf(key, element);
      boolean fresh =
          writer == WriteIndex.NONE ? isNew(garbage, element) : positions[writer] == UNKNOWN;
      if (!fresh) {
        plain[key] = false;
        continue;
      }
      if (writer != WriteIndex.NONE) {
        positions[writer] = elements.size() - start[key];
        observed[history.owner(writer)] = true;
      }
      writers.add(writer);
      elements.add(element);
    }
  }

  private boolean isNew(Set<Long> garbage, long element) throws Spent {
    boolean added = garbage.add(element);
    if (added) {
      allowance.take(Allowance.ENTRY);
    }
    return added;
  }

  /** The number of versions after the empty one. */
  int length(int key) {
    return start[key + 1] - start[key];
  }

  /** The append whose element ends version {@code version} (from 1), or {@link WriteIndex#NONE}. */
  int writer(int key, int version) {
    return writers.get(start[key] + version - 1);
  }

  long element(int key, int version) {
    return elements.get(start[key] + version - 1);
  }

  /** The version that the append makes, from 1; {@link #UNKNOWN} if no read tells. */
  int madeBy(int append) {
    return positions[append] == UNKNOWN ? UNKNOWN : positions[append] + 1;
  }

  /** The version that a read returned; {@link #UNKNOWN} if its last element is in no order. */
  int readBy(int read) {
    int key = history.key(read);
    long reference = history.value(read);
    if (plain[key] && ListReads.isPrefix(reference)) {
      return (int) reference;
    }
    int length = history.lists.length(reference);
    if (length == 0) {
      return 0;
    }
    long last = history.lists.array(key, reference)[length - 1];
    int writer = writes.writeOf(key, last);
    if (writer != WriteIndex.NONE) {
      return madeBy(writer);
    }
    for (int version = 1; version <= length(key); version++) {
      if (element(key, version) == last) {
        return version;
      }
    }
    return UNKNOWN;
  }

  /** The append of a read's last element, or {@link WriteIndex#NONE}. */
  int lastWriter(int read) {
    int key = history.key(read);
    long reference = history.value(read);
    int length = history.lists.length(reference);
    if (length == 0) {
      return WriteIndex.NONE;
    }
    return plain[key] && ListReads.isPrefix(reference)
        ? writer(key, length)
        : writes.writeOf(key, history.lists.array(key, reference)[length - 1]);
  }

  /** Whether the read is a prefix of the version order, none of whose elements occurs twice. */
  boolean isPlain(int read) {
    return plain[history.key(read)] && ListReads.isPrefix(history.value(read));
  }

  /** Whether the read's result is that of a committed transaction. */
  boolean counts(int read) {
    int owner = history.owner(read);
    return history.isOk(owner)
        || (!history.isFail(owner) && observed[owner] && history.value(read) != ListReads.UNKNOWN);
  }

  /** Committed reads that are no prefix of their key's first chain, by key. */
  Map<Integer, List<Integer>> aside() {
    return aside;
  }
}
