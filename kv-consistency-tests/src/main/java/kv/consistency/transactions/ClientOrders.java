package kv.consistency.transactions;

import java.util.HashMap;
import java.util.Map;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.DependencyGraph;
import kv.consistency.transactions.graph.Relation;

/**
 * The orders that clients know of, as edges.
 *
 * <p>Realtime: a precedes b if a was over before b began. That is a quadratic number of pairs, and
 * even their transitive reduction has as many edges a transaction as there are clients. Instead
 * there is a hub for each moment at which a transaction begins after others ended: those that ended
 * since the last such moment lead to it, so does the hub before it, and it leads to those that
 * begin until the next. Then b is reached from a's hub exactly if a precedes b, by at most three
 * edges a transaction.
 *
 * <p>Only a transaction known to be committed precedes others: one whose end is unknown may take
 * effect at any later time.
 */
final class ClientOrders {
  private static final int NONE = -1;

  private ClientOrders() {}

  static void addRealtime(
      TransactionHistory history, DependencyGraph.Builder graph, Allowance allowance) throws Spent {
    int hub = NONE;
    int firstEnded = 0;
    for (int i = 0; i < history.timeline.size(); i++) {
      allowance.work(1);
      int entry = history.timeline.get(i);
      if (entry < 0 || history.isFail(entry)) {
        continue;
      }
      boolean ended = false;
      for (int j = firstEnded; j < i; j++) {
        ended |= history.timeline.get(j) < 0;
      }
      if (ended) {
        int next = graph.hub();
        if (hub != NONE) {
          graph.relay(hub, next, 0);
        }
        for (int j = firstEnded; j < i; j++) {
          if (history.timeline.get(j) < 0) {
            graph.link(~history.timeline.get(j), next, Relation.REALTIME);
          }
        }
        hub = next;
      }
      firstEnded = i;
      if (hub != NONE) {
        graph.relay(hub, entry, 0);
      }
    }
  }

  /** Each process's committed transactions in turn, and then those whose end is unknown. */
  static void addProcess(
      TransactionHistory history, DependencyGraph.Builder graph, Allowance allowance) throws Spent {
    Map<Integer, Integer> last = new HashMap<>();
    for (int transaction = 0; transaction < history.size(); transaction++) {
      allowance.work(1);
      if (history.isFail(transaction)) {
        continue;
      }
      Integer previous = last.get(history.process(transaction));
      if (previous != null) {
        graph.link(previous, transaction, Relation.PROCESS);
      }
      if (history.isOk(transaction)
          && last.put(history.process(transaction), transaction) == null) {
        allowance.take(Allowance.ENTRY);
      }
    }
    allowance.giveBack((long) Allowance.ENTRY * last.size());
  }
}
