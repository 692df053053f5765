package kv.consistency.transactions;

import java.util.List;
import kv.consistency.transactions.RegisterVersionOrder.Contradiction;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;

/** The anomalies of registers that show in single reads, single transactions or single keys. */
final class RegisterAnomalies {
  private static final int NONE = TransactionHistory.NONE;

  private final TransactionHistory history;
  private final RegisterVersions versions;
  private final RegisterVersionOrder order;
  private final Words words;
  private final Allowance allowance;

  RegisterAnomalies(
      TransactionHistory history,
      RegisterVersions versions,
      RegisterVersionOrder order,
      Words words,
      Allowance allowance) {
    this.history = history;
    this.versions = versions;
    this.order = order;
    this.words = words;
    this.allowance = allowance;
  }

  void addTo(Findings findings) throws Spent {
    long held = allowance.taken();
    LostUpdates lost = new LostUpdates(history, words, allowance);
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      if (history.isWrite(op) || !history.isOk(history.owner(op))) {
        continue;
      }
      int version = versions.of(op);
      lost.read(op, version);
      addUncommittedRead(op, versions.write(version), findings);
      int before = history.before(op);
      if (before != NONE && versions.of(before) != version) {
        addInternal(op, before, findings);
      }
    }
    lost.addTo(findings);
    for (Contradiction contradiction : order.contradictions()) {
      addCyclicVersions(contradiction, findings);
    }
    allowance.giveBackTo(held);
  }

  private void addUncommittedRead(int read, int write, Findings findings) {
    if (write == NONE) {
      return;
    }
    int writer = history.owner(write);
    if (history.isFail(writer)) {
      findings.add(
          Anomaly.G1A,
          () ->
              new Example(
                  Anomaly.G1A,
                  "T1 failed to write "
                      + words.value(write)
                      + " to "
                      + words.key(write)
                      + ", yet T2 read it",
                  List.of(writer, history.owner(read)),
                  List.of()));
    }
    if (writer != history.owner(read) && history.isOverwritten(write)) {
      findings.add(
          Anomaly.G1B,
          () ->
              new Example(
                  Anomaly.G1B,
                  "T1 wrote "
                      + words.value(write)
                      + " to "
                      + words.key(write)
                      + " and overwrote it itself, but T2 read it",
                  List.of(writer, history.owner(read)),
                  List.of()));
    }
  }

  private void addInternal(int read, int before, Findings findings) {
    findings.add(
        Anomaly.INTERNAL,
        () ->
            new Example(
                Anomaly.INTERNAL,
                "T1 "
                    + (history.isWrite(before) ? "wrote " : "read ")
                    + words.key(read)
                    + " = "
                    + words.value(before)
                    + " and then read "
                    + words.key(read)
                    + " = "
                    + words.value(read),
                List.of(history.owner(read)),
                List.of()));
  }

  private void addCyclicVersions(Contradiction contradiction, Findings findings) {
    StringBuilder text = new StringBuilder();
    int first = contradiction.versions().get(0);
    for (int version : contradiction.versions()) {
      text.append(words.code(versions.value(version))).append(" before ");
    }
    text.append(words.code(versions.value(first)));
    findings.add(
        Anomaly.CYCLIC_VERSIONS,
        () ->
            new Example(
                Anomaly.CYCLIC_VERSIONS,
                "if "
                    + contradiction.source().premise()
                    + ", then "
                    + words.keyNumbered(versions.key(first))
                    + " was "
                    + text,
                writersOf(contradiction),
                List.of()));
  }

  private List<Integer> writersOf(Contradiction contradiction) {
    return contradiction.versions().stream()
        .map(versions::write)
        .filter(write -> write != NONE)
        .map(history::owner)
        .distinct()
        .toList();
  }
}
