package kv.consistency.transactions;

import java.util.Arrays;
import java.util.List;

/** What a transaction on lists must have read, given only what it itself did before and after. */
final class ListInternal {
  private static final int NONE = -1;

  private final TransactionHistory history;
  private final ListVersions versions;
  private final Words words;

  ListInternal(TransactionHistory history, ListVersions versions, Words words) {
    this.history = history;
    this.versions = versions;
    this.words = words;
  }

  /** Adds at most one of each anomaly for the transaction. */
  void addTo(int transaction, Findings findings) {
    int begin = history.firstOp(transaction);
    int end = history.endOp(transaction);
    boolean internal = false;
    boolean future = false;
    for (int op = begin + 1; op < end && !(internal && future); op++) {
      if (!history.isWrite(op)) {
        if (!internal && contradicts(op, begin)) {
          internal = true;
          addInternal(transaction, op, findings);
        }
      } else if (!future) {
        int read = readBefore(op, begin);
        if (read != NONE) {
          future = true;
          addFutureRead(transaction, read, op, findings);
        }
      }
    }
  }

  /** Whether a read is not its last read of the key, if any, with its appends since. */
  private boolean contradicts(int read, int begin) {
    int base = NONE;
    int appends = 0;
    for (int op = read - 1; op >= begin && base == NONE; op--) {
      if (history.key(op) == history.key(read)) {
        if (history.isWrite(op)) {
          appends++;
        } else {
          base = op;
        }
      }
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
    for (int op = read - 1; at > before; op--) {
      if (history.isWrite(op)
          && history.key(op) == history.key(read)
          && history.value(op) != list[--at]) {
        return true;
      }
    }
    if (base == NONE) {
      return false;
    }
    long[] known = history.lists.array(history.key(base), history.value(base));
    return known != list && !Arrays.equals(known, 0, before, list, 0, before);
  }

  /** A read before the append that already holds its element. */
  private int readBefore(int append, int begin) {
    for (int op = begin; op < append; op++) {
      if (!history.isWrite(op) && history.key(op) == history.key(append) && holds(op, append)) {
        return op;
      }
    }
    return NONE;
  }

  private boolean holds(int read, int append) {
    if (versions.isPlain(read)) {
      int made = versions.madeBy(append);
      return made != ListVersions.UNKNOWN && made <= versions.readBy(read);
    }
    long[] list = history.lists.array(history.key(read), history.value(read));
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
