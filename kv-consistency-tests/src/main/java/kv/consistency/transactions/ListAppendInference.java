package kv.consistency.transactions;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.DependencyGraph;
import kv.consistency.transactions.graph.Relation;

/**
 * Dependencies between transactions on lists. A read shows the order of all appends before it, so
 * the version order is observed, not assumed: an append follows the append before it (ww) and the
 * reads that end there (rw), and precedes the reads that end with it (wr). An append that nobody
 * read comes after the longest list that anybody did.
 */
final class ListAppendInference implements Inference {
  private static final int NONE = -1;

  private final TransactionHistory history;
  private final Allowance allowance;
  private final boolean observedMeansCommitted;
  private final ListVersions versions;
  private final ListAppendAnomalies anomalies;
  private final Words words;

  /**
   * @param observedMeansCommitted whether a transaction that another read from has committed: not
   *     so if uncommitted states may be read, for then it may yet abort, and not do the rest
   */
  ListAppendInference(
      TransactionHistory history,
      WriteIndex writes,
      boolean observedMeansCommitted,
      Allowance allowance)
      throws Spent {
    this.history = history;
    this.allowance = allowance;
    this.observedMeansCommitted = observedMeansCommitted;
    this.versions = new ListVersions(history, writes, allowance);
    this.words = new Words(history);
    this.anomalies = new ListAppendAnomalies(history, writes, versions, words, allowance);
  }

  @Override
  public void addDependencies(DependencyGraph.Builder graph) throws Spent {
    int[] unread = unreadAppends(graph);
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      int owner = history.owner(op);
      if (history.isWrite(op)) {
        if (isRelated(op)) {
          linkAppend(graph, op, owner);
        }
      } else if (counts(op)) {
        linkRead(graph, op, owner, unread);
      }
    }
  }

  /** By key: the transaction that made its only unread append, a hub before several, or NONE. */
  private int[] unreadAppends(DependencyGraph.Builder graph) throws Spent {
    int[] target = allowance.ints(history.keys());
    Arrays.fill(target, NONE);
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      if (!isUnread(op)) {
        continue;
      }
      int key = history.key(op);
      if (target[key] == NONE) {
        target[key] = history.owner(op);
      } else {
        if (target[key] < history.size()) {
          int first = target[key];
          target[key] = graph.hub();
          graph.relay(target[key], first, 0);
        }
        graph.relay(target[key], history.owner(op), 0);
      }
    }
    return target;
  }

  private boolean isUnread(int op) {
    return history.isWrite(op)
        && versions.madeBy(op) == ListVersions.UNKNOWN
        && (history.isOk(history.owner(op))
            || (observedMeansCommitted && !history.isFail(history.owner(op))));
  }

  /** Whether the append has a place in the order, be it after all that was read. */
  private boolean isRelated(int append) {
    return versions.madeBy(append) == ListVersions.UNKNOWN
        ? isUnread(append)
        : !history.isFail(history.owner(append));
  }

  private boolean counts(int read) {
    return history.isOk(history.owner(read)) || (observedMeansCommitted && versions.counts(read));
  }

  private void linkAppend(DependencyGraph.Builder graph, int append, int owner) throws Spent {
    int before = writerBefore(append);
    if (before != WriteIndex.NONE && !history.isFail(history.owner(before))) {
      graph.link(history.owner(before), owner, Relation.WW);
    }
  }

  /** The append whose element comes right before this one's; the last of all if it is unread. */
  private int writerBefore(int append) {
    int version = versionBefore(append);
    return version == 0 ? WriteIndex.NONE : versions.writer(history.key(append), version);
  }

  private int versionBefore(int append) {
    int made = versions.madeBy(append);
    return made == ListVersions.UNKNOWN ? versions.length(history.key(append)) : made - 1;
  }

  private void linkRead(DependencyGraph.Builder graph, int read, int owner, int[] unread)
      throws Spent {
    int key = history.key(read);
    int last = versions.lastWriter(read);
    if (last != WriteIndex.NONE && !history.isFail(history.owner(last))) {
      graph.link(history.owner(last), owner, Relation.WR);
    }
    int version = versions.readBy(read);
    if (version == ListVersions.UNKNOWN) {
      return;
    }
    if (version < versions.length(key)) {
      int next = versions.writer(key, version + 1);
      if (next != WriteIndex.NONE && !history.isFail(history.owner(next))) {
        graph.link(owner, history.owner(next), Relation.RW);
      }
    } else if (unread[key] != NONE) {
      graph.link(owner, unread[key], Relation.RW);
    }
  }

  @Override
  public void addAnomalies(Findings findings) throws Spent {
    anomalies.addTo(findings);
  }

  @Override
  public Optional<String> why(Named from, Named to, Relation relation, List<Integer> hubs) {
    for (int op = history.firstOp(to.transaction()); op < history.endOp(to.transaction()); op++) {
      Optional<String> reason =
          switch (relation) {
            case WW ->
                history.isWrite(op) && isRelated(op)
                    ? whyOverwritten(from, to, op)
                    : Optional.empty();
            case WR -> history.isWrite(op) ? Optional.empty() : whyRead(from, to, op);
            case RW ->
                history.isWrite(op) && isRelated(op) ? whyUnseen(from, to, op) : Optional.empty();
            case PROCESS, REALTIME -> Optional.empty();
          };
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private Optional<String> whyOverwritten(Named from, Named to, int append) {
    int before = writerBefore(append);
    if (before == WriteIndex.NONE || history.owner(before) != from.transaction()) {
      return Optional.empty();
    }
    String key = words.key(append);
    String first = from.name() + " appended " + words.value(before) + " to " + key;
    return Optional.of(
        versions.madeBy(append) == ListVersions.UNKNOWN
            ? first
                + ", the last element that any read saw; "
                + to.name()
                + " appended "
                + words.value(append)
                + ", which no read saw"
            : first + " and " + to.name() + " appended " + words.value(append) + " after it");
  }

  private Optional<String> whyRead(Named from, Named to, int read) {
    if (!counts(read)) {
      return Optional.empty();
    }
    int last = versions.lastWriter(read);
    if (last == WriteIndex.NONE || history.owner(last) != from.transaction()) {
      return Optional.empty();
    }
    return Optional.of(
        from.name()
            + " appended "
            + words.value(last)
            + " to "
            + words.key(read)
            + " and "
            + to.name()
            + " read it");
  }

  private Optional<String> whyUnseen(Named from, Named to, int append) {
    int version = versionBefore(append);
    for (int op = history.firstOp(from.transaction());
        op < history.endOp(from.transaction());
        op++) {
      if (!history.isWrite(op)
          && history.key(op) == history.key(append)
          && counts(op)
          && versions.readBy(op) == version) {
        return Optional.of(
            to.name()
                + " appended "
                + words.value(append)
                + " to "
                + words.key(append)
                + "; "
                + from.name()
                + " read "
                + words.key(append)
                + " as "
                + words.list(op)
                + ", without "
                + words.value(append));
      }
    }
    return Optional.empty();
  }
}
