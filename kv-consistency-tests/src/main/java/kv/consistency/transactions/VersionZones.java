package kv.consistency.transactions;

import java.util.Arrays;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.DependencyGraph;

/**
 * The order of a linearizable register's versions in real time, in a linear number of edges.
 *
 * <p>Let f(v) be the first moment at which a transaction that left the register at v was over, and
 * s(v) the last moment at which one that found it at v began. Version u precedes v exactly if f(u)
 * < s(v). These are Gibbons and Korach's zones ("Testing Shared Memories", 1997): v is a forward
 * zone if f(v) < s(v). Any cycle of this order holds one of two versions (the version with the
 * smallest f precedes all others of the cycle, and one of them precedes it), so the order is
 * contradictory exactly if two forward zones overlap, or a forward zone contains a backward one.
 *
 * <p>Otherwise: take a chain of hubs through the versions by rising f. All that precede v are those
 * up to the last f before s(v), so one edge from that hub says it; except that for a forward zone v
 * itself is among them. Then the edge comes from the hub before v, and those with f inside the zone
 * have edges of their own. Forward zones don't overlap, so each version has at most one such edge.
 */
final class VersionZones {
  private static final int NONE = TransactionHistory.NONE;

  private final RegisterVersions versions;
  private final Allowance allowance;
  private final int[] over;
  private final int[] begun;
  private final int[] byKey;
  private final int[] keyStart;
  private int contradictoryOne = NONE;
  private int contradictoryOther = NONE;

  VersionZones(TransactionHistory history, RegisterVersions versions, Allowance allowance)
      throws Spent {
    this.versions = versions;
    this.allowance = allowance;
    this.over = versions.perVersion(Integer.MAX_VALUE);
    this.begun = versions.perVersion(NONE);
    int[] invokedAt = allowance.ints(history.size());
    for (int i = 0; i < history.timeline.size(); i++) {
      int entry = history.timeline.get(i);
      allowance.work(1);
      if (entry >= 0) {
        invokedAt[entry] = i;
        continue;
      }
      for (int op = history.firstOp(~entry); op < history.endOp(~entry); op++) {
        boolean leaves =
            versions.isExternalWrite(op)
                || (versions.isExternalRead(op) && versions.writeAfter(op) == NONE);
        if (leaves) {
          int version = versions.of(op);
          over[version] = Math.min(over[version], i);
        }
      }
    }
    for (int t = 0; t < history.size(); t++) {
      allowance.work(1L + history.endOp(t) - history.firstOp(t));
      if (!history.isFail(t)) {
        begin(history, t, invokedAt[t]);
      }
    }
    keyStart = allowance.ints(history.keys() + 1L);
    byKey = groupByKey();
    for (int key = 0; key < history.keys() && !isContradictory(); key++) {
      findContradiction(key);
    }
  }

  private void begin(TransactionHistory history, int transaction, int moment) {
    for (int op = history.firstOp(transaction); op < history.endOp(transaction); op++) {
      boolean finds =
          history.isOk(transaction)
              ? versions.isExternalRead(op)
                  || (versions.isExternalWrite(op) && !readsFirst(history, op))
              : versions.isExternalWrite(op);
      if (finds) {
        int version = versions.of(op);
        begun[version] = Math.max(begun[version], moment);
      }
    }
  }

  private static boolean readsFirst(TransactionHistory history, int write) {
    int first = write;
    while (history.before(first) != NONE) {
      first = history.before(first);
    }
    return !history.isWrite(first);
  }

  private boolean isTouched(int version) {
    return over[version] != Integer.MAX_VALUE || begun[version] != NONE;
  }

  /** The touched versions of each key by rising f. */
  private int[] groupByKey() throws Spent {
    int touched = 0;
    for (int v = 0; v < versions.count(); v++) {
      allowance.work(1);
      if (isTouched(v)) {
        touched++;
        keyStart[versions.key(v) + 1]++;
      }
    }
    for (int key = 0; key + 1 < keyStart.length; key++) {
      keyStart[key + 1] += keyStart[key];
    }
    long[] sorted = allowance.longs(touched);
    int[] next = Arrays.copyOf(keyStart, keyStart.length);
    for (int v = 0; v < versions.count(); v++) {
      allowance.work(1);
      if (isTouched(v)) {
        sorted[next[versions.key(v)]++] = (long) over[v] << 32 | v;
      }
    }
    int[] result = allowance.ints(touched);
    for (int key = 0; key + 1 < keyStart.length; key++) {
      allowance.work(1 + 4L * (keyStart[key + 1] - keyStart[key]));
      Arrays.sort(sorted, keyStart[key], keyStart[key + 1]);
    }
    for (int i = 0; i < touched; i++) {
      result[i] = (int) sorted[i];
    }
    return result;
  }

  private boolean isForward(int version) {
    return over[version] < begun[version];
  }

  /** Whether u precedes v in real time. */
  boolean precedes(int u, int v) {
    return u != v && over[u] < begun[v];
  }

  private void findContradiction(int key) throws Spent {
    allowance.work(1 + 4L * (keyStart[key + 1] - keyStart[key]));
    int[] forward =
        Arrays.stream(byKey, keyStart[key], keyStart[key + 1]).filter(this::isForward).toArray();
    for (int i = 0; i + 1 < forward.length; i++) {
      checkPair(forward[i], forward[i + 1]);
    }
    for (int i = keyStart[key]; i < keyStart[key + 1] && !isContradictory(); i++) {
      int v = byKey[i];
      if (!isForward(v) && begun[v] != NONE) {
        int zone = lastBefore(forward, begun[v]);
        if (zone != NONE) {
          checkPair(forward[zone], v);
        }
      }
    }
  }

  private void checkPair(int u, int v) {
    if (precedes(u, v) && precedes(v, u)) {
      contradictoryOne = u;
      contradictoryOther = v;
    }
  }

  /** The last of the versions, which have rising f, with f before {@code moment}; or NONE. */
  private int lastBefore(int[] sorted, int moment) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (over[sorted[middle]] < moment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  boolean isContradictory() {
    return contradictoryOne != NONE;
  }

  /** Two versions of one key, each of which precedes the other. */
  int[] contradiction() {
    return new int[] {contradictoryOne, contradictoryOther};
  }

  /** Adds the order, which must not be contradictory, to a graph whose vertices are versions. */
  void addTo(DependencyGraph.Builder graph, int note) throws Spent {
    for (int key = 0; key + 1 < keyStart.length; key++) {
      int[] sorted = Arrays.copyOfRange(byKey, keyStart[key], keyStart[key + 1]);
      allowance.work(1 + 4L * sorted.length);
      int[] hubs = new int[sorted.length];
      for (int i = 0; i < sorted.length && over[sorted[i]] != Integer.MAX_VALUE; i++) {
        hubs[i] = graph.hub();
        graph.relay(sorted[i], hubs[i], note);
        if (i > 0) {
          graph.relay(hubs[i - 1], hubs[i], note);
        }
      }
      for (int i = 0; i < sorted.length; i++) {
        int v = sorted[i];
        int last = begun[v] == NONE ? NONE : lastBefore(sorted, begun[v]);
        int before = isForward(v) ? i - 1 : last;
        if (before >= 0) {
          graph.relay(hubs[before], v, note);
        }
        for (int j = i + 1; isForward(v) && j <= last; j++) {
          graph.relay(sorted[j], v, note);
        }
      }
    }
  }
}
