package kv.consistency.transactions;

import java.util.Arrays;
import java.util.List;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;

/** What a transaction on lists must have read, given only what it itself did before and after. */
final class ListInternal {
  private static final int NONE = TransactionHistory.NONE;

  private final TransactionHistory history;
  private final ListVersions versions;
  private final Words words;
  private final Allowance allowance;

  ListInternal(
      TransactionHistory history, ListVersions versions, Words words, Allowance allowance) {
    this.history = history;
    this.versions = versions;
    this.words = words;
    this.allowance = allowance;
  }

  /** Adds at most one of each anomaly for the transaction. */
  void addTo(int transaction, Findings findings) throws Spent {
    int begin = history.firstOp(transaction);
    int end = history.endOp(transaction);
    boolean internal = false;
    boolean future = false;
    for (int op = begin + 1; op < end && !(internal && future); op++) {
      if (!history.isWrite(op)) {
        if (!internal && contradicts(op)) {
          internal = true;
          addInternal(transaction, op, findings);
        }
      } else if (!future) {
        int read = readBefore(op);
        if (read != NONE) {
          future = true;
          addFutureRead(transaction, read, op, findings);
        }
      }
    }
  }

  /** Whether a read is not its last read of the key, if any, with its appends since. */
  private boolean contradicts(int read) throws Spent {
    int base = history.before(read);
    int appends = 0;
    while (base != NONE && history.isWrite(base)) {
      allowance.work(1);
      appends++;
      base = history.before(base);
    }
    if (base == NONE && appends == 0) {
      return false;
    }
    int length = history.lists.length(history.value(read));
    int before = length - appends;
    if (before < 0 || (base != NONE && before != history.lists.length(history.value(base)))) {
      return true;
    }
    long[] list = history.lists.array(history.key(read), history.value(read));
    int at = length;
    for (int op = history.before(read); at > before; op = history.before(op)) {
      if (history.value(op) != list[--at]) {
        return true;
      }
    }
    if (base == NONE) {
      return false;
    }
    allowance.work(before >> 2);
    long[] known = history.lists.array(history.key(base), history.value(base));
    return known != list && !Arrays.equals(known, 0, before, list, 0, before);
  }

  /** A read before the append that already holds its element. */
  private int readBefore(int append) throws Spent {
    int found = NONE;
    for (int op = history.before(append); op != NONE; op = history.before(op)) {
      allowance.work(1);
      if (!history.isWrite(op) && holds(op, append)) {
        found = op;
      }
    }
    return found;
  }

  private boolean holds(int read, int append) throws Spent {
    if (versions.isPlain(read)) {
      int made = versions.madeBy(append);
      return made != ListVersions.UNKNOWN && made <= versions.readBy(read);
    }
    long[] list = history.lists.array(history.key(read), history.value(read));
    allowance.work(history.lists.length(history.value(read)));
    for (int i = 0; i < history.lists.length(history.value(read)); i++) {
      if (list[i] == history.value(append)) {
        return true;
      }
    }
    return false;
  }

  private void addInternal(int transaction, int read, Findings findings) {
    findings.add(
        Anomaly.INTERNAL,
        () ->
            new Example(
                Anomaly.INTERNAL,
                "T1 read "
                    + words.key(read)
                    + " as "
                    + words.list(read)
                    + ", which contradicts its own operations on "
                    + words.key(read)
                    + " before",
                List.of(transaction),
                List.of()));
  }

  private void addFutureRead(int transaction, int read, int append, Findings findings) {
    findings.add(
        Anomaly.FUTURE_READ,
        () ->
            new Example(
                Anomaly.FUTURE_READ,
                "T1 read "
                    + words.key(read)
                    + " as "
                    + words.list(read)
                    + " before it appended "
                    + words.value(append)
                    + " itself",
                List.of(transaction),
                List.of()));
  }
}
