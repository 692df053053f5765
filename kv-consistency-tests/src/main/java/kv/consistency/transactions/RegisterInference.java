package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kv.consistency.transactions.RegisterVersionOrder.Source;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.DependencyGraph;
import kv.consistency.transactions.graph.Relation;

/**
 * Dependencies between transactions on registers whose writes are unique. Who read what whom wrote
 * is observed (wr); that something was overwritten (ww, rw) follows from the version order, as far
 * as {@link RegisterVersionOrder} knows it.
 *
 * <p>The version order's graph becomes part of the transactions' graph as hubs: who wrote a version
 * leads to its hub by ww, who read it by rw, and the hub leads to the writers of the versions that
 * follow. A version that no transaction here wrote leads on to its own hub instead, so that the
 * versions after it still follow those before.
 */
final class RegisterInference implements Inference {
  private static final int NONE = -1;

  private final TransactionHistory history;
  private final Allowance allowance;
  private final RegisterVersions versions;
  private final RegisterVersionOrder order;
  private final RegisterAnomalies anomalies;
  private final Words words;
  private int firstHub;

  RegisterInference(
      TransactionHistory history,
      WriteIndex writes,
      VersionOrders assumed,
      boolean observedMeansCommitted,
      Allowance allowance)
      throws Spent {
    this.history = history;
    this.allowance = allowance;
    this.versions = new RegisterVersions(history, writes, observedMeansCommitted, allowance);
    this.order = new RegisterVersionOrder(history, versions, assumed, allowance);
    this.words = new Words(history);
    this.anomalies = new RegisterAnomalies(history, versions, order, words, allowance);
  }

  @Override
  public void addDependencies(DependencyGraph.Builder graph) throws Spent {
    DependencyGraph known = order.graph();
    firstHub = graph.hubs(known.vertices());
    for (int v = 0; v < known.vertices(); v++) {
      for (int e = known.begin(v); e < known.end(v); e++) {
        int next = known.target(e);
        int writer = known.isHub(next) ? NONE : versions.writer(next);
        graph.relay(firstHub + v, writer == NONE ? firstHub + next : writer, known.label(e));
      }
    }
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      int owner = history.owner(op);
      if (versions.isExternalWrite(op)) {
        linkBefore(graph, owner, versions.of(op), Relation.WW);
      } else if (versions.isExternalRead(op) && history.isOk(owner)) {
        int version = versions.of(op);
        linkBefore(graph, owner, version, Relation.RW);
        int writer = versions.writer(version);
        if (writer != NONE) {
          graph.link(writer, owner, Relation.WR);
        }
      }
    }
  }

  private void linkBefore(
      DependencyGraph.Builder graph, int transaction, int version, Relation relation) throws Spent {
    if (order.graph().begin(version) < order.graph().end(version)) {
      graph.link(transaction, firstHub + version, relation);
    }
  }

  @Override
  public void addAnomalies(Findings findings) throws Spent {
    anomalies.addTo(findings);
  }

  @Override
  public Optional<String> why(Named from, Named to, Relation relation, List<Integer> hubs) {
    for (int op = history.firstOp(from.transaction());
        op < history.endOp(from.transaction());
        op++) {
      Optional<String> reason =
          switch (relation) {
            case WW ->
                versions.isExternalWrite(op)
                    ? whyLater(from, to, op, " wrote ", hubs)
                    : Optional.empty();
            case RW ->
                versions.isExternalRead(op)
                    ? whyLater(from, to, op, " read ", hubs)
                    : Optional.empty();
            case WR -> versions.isExternalWrite(op) ? whyRead(from, to, op) : Optional.empty();
            case PROCESS, REALTIME -> Optional.empty();
          };
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private Optional<String> whyRead(Named from, Named to, int write) {
    for (int op = history.firstOp(to.transaction()); op < history.endOp(to.transaction()); op++) {
      if (versions.isExternalRead(op)
          && history.key(op) == history.key(write)
          && history.value(op) == history.value(write)) {
        return Optional.of(
            from.name()
                + " wrote "
                + words.value(write)
                + " to "
                + words.key(write)
                + " and "
                + to.name()
                + " read it");
      }
    }
    return Optional.empty();
  }

  private Optional<String> whyLater(Named from, Named to, int op, String verb, List<Integer> hubs) {
    int earlier = versions.of(op);
    for (int other = history.firstOp(to.transaction());
        other < history.endOp(to.transaction());
        other++) {
      if (history.key(other) != history.key(op) || !versions.isExternalWrite(other)) {
        continue;
      }
      int later = versions.of(other);
      boolean path = !hubs.isEmpty() && hubs.get(0) == firstHub + earlier;
      Set<Source> direct = order.why(earlier, later);
      if (earlier == later || (!path && direct.isEmpty())) {
        continue;
      }
      List<String> premises = new ArrayList<>();
      direct.forEach(source -> premises.add(source.premise()));
      return Optional.of(
          from.name()
              + verb
              + words.key(op)
              + " = "
              + words.value(op)
              + " and "
              + to.name()
              + " wrote "
              + words.key(op)
              + " = "
              + words.value(other)
              + ", a later version"
              + (premises.isEmpty() ? "" : " (" + premises.get(0) + ")"));
    }
    return Optional.empty();
  }
}
