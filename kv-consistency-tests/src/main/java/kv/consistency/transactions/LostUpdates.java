package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds committed transactions that read the same version of a key, before any write of theirs to
 * it, and then wrote the key: whatever the order of their writes, one of them was lost on the
 * other. One pass, without a version order (Elle's definition).
 */
final class LostUpdates {
  private final TransactionHistory history;
  private final Words words;
  private final LongIntMap firstReader = new LongIntMap();
  private final LongIntMap groupOf = new LongIntMap();
  private final List<List<Integer>> groups = new ArrayList<>();

  LostUpdates(TransactionHistory history, Words words) {
    this.history = history;
    this.words = words;
  }

  /**
   * Notes a committed read.
   *
   * @param version what it returned: equal for equal values of the key; below 0 to leave it out
   */
  void read(int read, int version) {
    if (version < 0 || !isExternal(read) || !writesAfter(read)) {
      return;
    }
    long of = (long) history.key(read) << 32 | version;
    int first = firstReader.get(of);
    if (first == LongIntMap.ABSENT) {
      firstReader.put(of, read);
      return;
    }
    int group = groupOf.get(of);
    if (group == LongIntMap.ABSENT) {
      group = groups.size();
      groups.add(new ArrayList<>(List.of(first)));
      groupOf.put(of, group);
    }
    groups.get(group).add(read);
  }

  /** Whether nothing in the transaction touched the key before. */
  private boolean isExternal(int read) {
    for (int op = history.firstOp(history.owner(read)); op < read; op++) {
      if (history.key(op) == history.key(read)) {
        return false;
      }
    }
    return true;
  }

  private boolean writesAfter(int read) {
    for (int op = read + 1; op < history.endOp(history.owner(read)); op++) {
      if (history.isWrite(op) && history.key(op) == history.key(read)) {
        return true;
      }
    }
    return false;
  }

  void addTo(Findings findings) {
    for (List<Integer> readers : groups) {
      findings.add(Anomaly.LOST_UPDATE, () -> example(readers));
    }
  }

  private Example example(List<Integer> readers) {
    int read = readers.get(0);
    String value =
        history.workload() == TransactionWorkload.LIST_APPEND
            ? words.list(read)
            : words.value(read);
    List<Integer> transactions = readers.stream().map(history::owner).toList();
    StringBuilder names = new StringBuilder("T1");
    for (int i = 2; i < Math.min(transactions.size(), 9); i++) {
      names.append(", T").append(i);
    }
    String text =
        (transactions.size() > 9 ? names + ", ..." : names.toString())
            + " and T"
            + transactions.size()
            + (transactions.size() == 2 ? " both read " : " all read ")
            + words.key(read)
            + " as "
            + value
            + ", and each then wrote "
            + words.key(read);
    return new Example(Anomaly.LOST_UPDATE, text, transactions, List.of());
  }
}
