package kv.consistency.transactions;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;

/** The anomalies of lists that show in single reads, single transactions or single keys. */
final class ListAppendAnomalies {
  private static final int NONE = -1;

  private final TransactionHistory history;
  private final WriteIndex writes;
  private final ListVersions versions;
  private final Words words;
  private final ListInternal internal;
  private final Allowance allowance;

  ListAppendAnomalies(
      TransactionHistory history,
      WriteIndex writes,
      ListVersions versions,
      Words words,
      Allowance allowance) {
    this.history = history;
    this.writes = writes;
    this.versions = versions;
    this.words = words;
    this.allowance = allowance;
    this.internal = new ListInternal(history, versions, words, allowance);
  }

  void addTo(Findings findings) throws Spent {
    long before = allowance.taken();
    int[] firstAborted = allowance.ints(history.keys());
    int[] firstGarbage = allowance.ints(history.keys());
    int[] seenBy = allowance.ints(history.operations());
    for (int key = 0; key < history.keys(); key++) {
      allowance.work(1 + 3L * versions.length(key));
      firstAborted[key] = firstVersion(key, true);
      firstGarbage[key] = firstVersion(key, false);
      addDirtyUpdates(key, findings);
    }
    LostUpdates lost = new LostUpdates(history, words, allowance);
    for (int transaction = 0; transaction < history.size(); transaction++) {
      if (!history.isOk(transaction)) {
        continue;
      }
      allowance.work(1L + history.endOp(transaction) - history.firstOp(transaction));
      internal.addTo(transaction, findings);
      for (int op = history.firstOp(transaction); op < history.endOp(transaction); op++) {
        if (history.isWrite(op)) {
          continue;
        }
        lost.read(op, versions.readBy(op));
        addIntermediateRead(op, findings);
        if (!versions.isPlain(op)) {
          scan(op, seenBy, findings);
          continue;
        }
        int version = versions.readBy(op);
        if (version >= firstAborted[history.key(op)]) {
          addAbortedRead(
              op, versions.writer(history.key(op), firstAborted[history.key(op)]), findings);
        }
        if (version >= firstGarbage[history.key(op)]) {
          addGarbageRead(
              op, versions.element(history.key(op), firstGarbage[history.key(op)]), findings);
        }
      }
    }
    lost.addTo(findings);
    addIncompatibleOrders(findings);
    allowance.giveBackTo(before);
  }

  /** The first version of an aborted append, or of an element that nobody appended. */
  private int firstVersion(int key, boolean aborted) {
    for (int version = 1; version <= versions.length(key); version++) {
      int writer = versions.writer(key, version);
      boolean garbage = writer == WriteIndex.NONE;
      if (aborted ? !garbage && history.isFail(history.owner(writer)) : garbage) {
        return version;
      }
    }
    return Integer.MAX_VALUE;
  }

  /** Looks at each element of a read that can't be told by the version order alone. */
  private void scan(int read, int[] seenBy, Findings findings) throws Spent {
    long[] elements = history.lists.array(history.key(read), history.value(read));
    int length = history.lists.length(history.value(read));
    allowance.work(length);
    long held = allowance.taken();
    Set<Long> seenGarbage = new HashSet<>();
    boolean duplicate = false;
    boolean garbage = false;
    int aborted = NONE;
    long repeated = 0;
    long unwritten = 0;
    for (int i = 0; i < length; i++) {
      int writer = writes.writeOf(history.key(read), elements[i]);
      boolean again;
      if (writer == WriteIndex.NONE) {
        unwritten = garbage ? unwritten : elements[i];
        garbage = true;
        allowance.take(Allowance.ENTRY);
        again = !seenGarbage.add(elements[i]);
      } else {
        again = seenBy[writer] == read + 1;
        seenBy[writer] = read + 1;
        aborted = aborted == NONE && history.isFail(history.owner(writer)) ? writer : aborted;
      }
      repeated = again && !duplicate ? elements[i] : repeated;
      duplicate |= again;
    }
    allowance.giveBackTo(held);
    if (aborted != NONE) {
      addAbortedRead(read, aborted, findings);
    }
    if (garbage) {
      addGarbageRead(read, unwritten, findings);
    }
    if (duplicate) {
      String element = words.code(repeated);
      findings.add(
          Anomaly.DUPLICATE_ELEMENTS,
          () ->
              new Example(
                  Anomaly.DUPLICATE_ELEMENTS,
                  "T1 read "
                      + words.key(read)
                      + " as "
                      + words.list(read)
                      + ", where "
                      + element
                      + " occurs more than once, though it was appended once",
                  List.of(history.owner(read)),
                  List.of()));
    }
  }

  private void addAbortedRead(int read, int writer, Findings findings) {
    findings.add(
        Anomaly.G1A,
        () ->
            new Example(
                Anomaly.G1A,
                "T1 failed to append "
                    + words.value(writer)
                    + " to "
                    + words.key(read)
                    + ", yet T2 read it: "
                    + words.list(read),
                List.of(history.owner(writer), history.owner(read)),
                List.of()));
  }

  private void addGarbageRead(int read, long element, Findings findings) {
    findings.add(
        Anomaly.GARBAGE_READ,
        () ->
            new Example(
                Anomaly.GARBAGE_READ,
                "T1 read "
                    + words.key(read)
                    + " as "
                    + words.list(read)
                    + ", but nobody appended "
                    + words.code(element),
                List.of(history.owner(read)),
                List.of()));
  }

  private void addIntermediateRead(int read, Findings findings) {
    int writer = versions.lastWriter(read);
    if (writer == WriteIndex.NONE
        || history.owner(writer) == history.owner(read)
        || !history.isOverwritten(writer)) {
      return;
    }
    findings.add(
        Anomaly.G1B,
        () ->
            new Example(
                Anomaly.G1B,
                "T1 appended "
                    + words.value(writer)
                    + " to "
                    + words.key(read)
                    + " and more after it, but T2 read the state between: "
                    + words.list(read),
                List.of(history.owner(writer), history.owner(read)),
                List.of()));
  }

  /** A committed append that comes, in version order, after an aborted one. */
  private void addDirtyUpdates(int key, Findings findings) {
    int aborted = NONE;
    for (int version = 1; version <= versions.length(key); version++) {
      int writer = versions.writer(key, version);
      if (writer == WriteIndex.NONE) {
        continue;
      }
      if (history.isFail(history.owner(writer))) {
        aborted = aborted == NONE ? writer : aborted;
      } else if (history.isOk(history.owner(writer))) {
        if (aborted != NONE) {
          addDirtyUpdate(aborted, writer, findings);
        }
        aborted = NONE;
      }
    }
  }

  private void addDirtyUpdate(int aborted, int writer, Findings findings) {
    findings.add(
        Anomaly.DIRTY_UPDATE,
        () ->
            new Example(
                Anomaly.DIRTY_UPDATE,
                "T1 failed to append "
                    + words.value(aborted)
                    + " to "
                    + words.key(aborted)
                    + ", yet T2, which committed, appended "
                    + words.value(writer)
                    + " after it",
                List.of(history.owner(aborted), history.owner(writer)),
                List.of()));
  }

  /** One for each read that is no prefix of its key's longest, and one for the key's chain. */
  private void addIncompatibleOrders(Findings findings) throws Spent {
    int[] chainReads = chainReads();
    for (Map.Entry<Integer, List<Integer>> entry : versions.aside().entrySet()) {
      int key = entry.getKey();
      long[] chain = history.lists.chain(key);
      long[] longest = chain;
      int longestRead = NONE;
      for (int read : entry.getValue()) {
        allowance.work(1);
        if (history.lists.length(history.value(read)) > longest.length) {
          longest = history.lists.array(key, history.value(read));
          longestRead = read;
        }
      }
      if (longestRead != NONE && !isPrefix(chain, chain.length, longest)) {
        addIncompatibleOrder(chainReads[key], longestRead, findings);
      }
      for (int read : entry.getValue()) {
        long[] array = history.lists.array(key, history.value(read));
        int length = history.lists.length(history.value(read));
        allowance.work(1 + (length >> 2));
        if (!isPrefix(array, length, longest)) {
          addIncompatibleOrder(read, longestRead == NONE ? chainReads[key] : longestRead, findings);
        }
      }
    }
  }

  private static boolean isPrefix(long[] list, int length, long[] of) {
    return length <= of.length && Arrays.equals(list, 0, length, of, 0, length);
  }

  /** By key: a committed read that returned the whole chain of the key. */
  private int[] chainReads() throws Spent {
    int[] reads = allowance.ints(history.keys());
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      if (!history.isWrite(op)
          && history.isOk(history.owner(op))
          && history.value(op) == history.lists.chainLength(history.key(op))) {
        reads[history.key(op)] = op;
      }
    }
    return reads;
  }

  private void addIncompatibleOrder(int one, int other, Findings findings) {
    findings.add(
        Anomaly.INCOMPATIBLE_ORDER,
        () ->
            new Example(
                Anomaly.INCOMPATIBLE_ORDER,
                "T1 read "
                    + words.key(one)
                    + " as "
                    + words.list(one)
                    + ", T2 as "
                    + words.list(other)
                    + ": no order of appends leads to both",
                List.of(history.owner(one), history.owner(other)),
                List.of()));
  }
}
