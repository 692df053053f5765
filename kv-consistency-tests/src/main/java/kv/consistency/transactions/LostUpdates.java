package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.List;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;

/**
 * Finds committed transactions that read the same version of a key, before any write of theirs to
 * it, and then wrote the key: whatever the order of their writes, one of them was lost on the
 * other. One pass, without a version order (Elle's definition).
 */
final class LostUpdates {
  /** A boxed integer in a list. */
  private static final int READER = 28;

  private final TransactionHistory history;
  private final Words words;
  private final Allowance allowance;
  private final LongIntMap firstReader;
  private final LongIntMap groupOf;
  private final List<List<Integer>> groups = new ArrayList<>();

  LostUpdates(TransactionHistory history, Words words, Allowance allowance) throws Spent {
    this.history = history;
    this.words = words;
    this.allowance = allowance;
    this.firstReader = new LongIntMap(allowance);
    this.groupOf = new LongIntMap(allowance);
  }

  /**
   * Notes a committed read.
   *
   * @param version what it returned: equal for equal values of the key; below 0 to leave it out
   */
  void read(int read, int version) throws Spent {
    if (version < 0 || history.before(read) != TransactionHistory.NONE || !writesAfter(read)) {
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
      allowance.take(Allowance.ENTRY);
      groups.add(new ArrayList<>(List.of(first)));
      groupOf.put(of, group);
    }
    allowance.take(READER);
    groups.get(group).add(read);
  }

  private boolean writesAfter(int read) {
    int op = history.after(read);
    while (op != TransactionHistory.NONE && !history.isWrite(op)) {
      op = history.after(op);
    }
    return op != TransactionHistory.NONE;
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
