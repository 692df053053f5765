package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.DependencyGraph;
import kv.consistency.transactions.graph.VertexCycle;

/**
 * What is known of the order of registers' versions: a graph whose vertices are versions (see
 * {@link RegisterVersions}) and hubs, with an edge count linear in the history's size.
 *
 * <p>It is the union of what several sources say. A source that makes the order of any key cyclic
 * is an anomaly (cyclic-versions) and is then left out for all keys: its premise does not hold.
 */
final class RegisterVersionOrder {

  /** Why one version is taken to precede another; in the order in which they are tried. */
  enum Source {
    INITIAL(0, "the initial state precedes every write"),
    WRITES_FOLLOW_READS(1, "transactions write after they read"),
    SEQUENTIAL(2, "each process sees versions in order"),
    LINEARIZABLE(3, "versions follow real time");

    private final int code;
    private final String premise;

    Source(int code, String premise) {
      this.code = code;
      this.premise = premise;
    }

    /** The note on the version graph's edges. */
    int code() {
      return code;
    }

    String premise() {
      return premise;
    }
  }

  /**
   * A cyclic order of versions.
   *
   * @param versions each precedes the next, and the last the first
   */
  record Contradiction(Source source, List<Integer> versions) {}

  private final TransactionHistory history;
  private final RegisterVersions versions;
  private final Allowance allowance;
  private final List<Contradiction> contradictions = new ArrayList<>();
  private final DependencyGraph graph;
  private final Set<Source> sources = EnumSet.of(Source.INITIAL);
  private final Map<Source, VersionZones> zones = new HashMap<>();

  RegisterVersionOrder(
      TransactionHistory history,
      RegisterVersions versions,
      VersionOrders assumed,
      Allowance allowance)
      throws Spent {
    this.history = history;
    this.allowance = allowance;
    this.versions = versions;
    Set<Source> wanted = EnumSet.of(Source.INITIAL);
    if (assumed.writesFollowReads()) {
      wanted.add(Source.WRITES_FOLLOW_READS);
    }
    if (assumed.sequentialKeys()) {
      wanted.add(Source.SEQUENTIAL);
    }
    if (assumed.linearizableKeys()) {
      wanted.add(Source.LINEARIZABLE);
    }
    DependencyGraph built = build(sources);
    for (Source source : wanted) {
      Set<Source> more = EnumSet.copyOf(sources);
      more.add(source);
      DependencyGraph enlarged = more.equals(sources) ? built : build(more);
      List<Integer> cycle = cycle(more, enlarged);
      DependencyGraph dropped = cycle.isEmpty() ? built : enlarged;
      if (enlarged != built) {
        allowance.giveBack(dropped.bytes());
      }
      if (cycle.isEmpty()) {
        sources.add(source);
        built = enlarged;
      } else {
        contradictions.add(new Contradiction(source, cycle));
      }
    }
    graph = built;
  }

  private List<Integer> cycle(Set<Source> from, DependencyGraph candidate) throws Spent {
    VersionZones realtime = zones.get(Source.LINEARIZABLE);
    if (from.contains(Source.LINEARIZABLE) && realtime != null && realtime.isContradictory()) {
      return Arrays.stream(realtime.contradiction()).boxed().toList();
    }
    return VertexCycle.find(candidate, allowance);
  }

  private DependencyGraph build(Set<Source> from) throws Spent {
    DependencyGraph.Builder builder = new DependencyGraph.Builder(versions.count(), allowance);
    for (Source source : from) {
      switch (source) {
        case INITIAL -> addInitial(builder);
        case WRITES_FOLLOW_READS -> addWritesFollowReads(builder);
        case SEQUENTIAL -> addSequential(builder);
        case LINEARIZABLE -> addLinearizable(builder);
      }
    }
    return builder.build();
  }

  private void addInitial(DependencyGraph.Builder builder) throws Spent {
    boolean[] known = allowance.booleans(versions.count());
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      boolean external =
          versions.isExternalWrite(op)
              || (history.isOk(history.owner(op)) && versions.isExternalRead(op));
      if (!external) {
        continue;
      }
      int version = versions.of(op);
      if (!versions.isInitial(version) && !known[version]) {
        known[version] = true;
        builder.relay(versions.initial(history.key(op)), version, Source.INITIAL.code());
      }
    }
  }

  private void addWritesFollowReads(DependencyGraph.Builder builder) throws Spent {
    for (int op = 0; op < history.operations(); op++) {
      allowance.work(1);
      if (history.isOk(history.owner(op)) && versions.isExternalRead(op)) {
        int write = versions.writeAfter(op);
        int version = versions.of(op);
        if (write >= 0 && !versions.isInitial(version)) {
          link(builder, version, versions.of(write), Source.WRITES_FOLLOW_READS);
        }
      }
    }
  }

  private static void link(DependencyGraph.Builder builder, int from, int to, Source source)
      throws Spent {
    if (from != to) {
      builder.relay(from, to, source.code());
    }
  }

  private void addSequential(DependencyGraph.Builder builder) throws Spent {
    Map<Integer, Integer> processes = new HashMap<>();
    LongIntMap lastSeen = new LongIntMap(allowance);
    for (int transaction = 0; transaction < history.size(); transaction++) {
      allowance.work(1L + history.endOp(transaction) - history.firstOp(transaction));
      if (!history.isOk(transaction)) {
        continue;
      }
      int process = processes.computeIfAbsent(history.process(transaction), p -> processes.size());
      for (int op = history.firstOp(transaction); op < history.endOp(transaction); op++) {
        if (history.before(op) != TransactionHistory.NONE) {
          continue;
        }
        long place = (long) process << 32 | history.key(op);
        int write =
            history.isWrite(op) && !history.isOverwritten(op) ? op : versions.writeAfter(op);
        int first = versions.of(history.isWrite(op) ? write : op);
        int before = lastSeen.get(place);
        if (before != LongIntMap.ABSENT) {
          link(builder, before, first, Source.SEQUENTIAL);
        }
        lastSeen.put(place, write >= 0 ? versions.of(write) : first);
      }
    }
  }

  private void addLinearizable(DependencyGraph.Builder builder) throws Spent {
    VersionZones realtime = zones.get(Source.LINEARIZABLE);
    if (realtime == null) {
      realtime = new VersionZones(history, versions, allowance);
      zones.put(Source.LINEARIZABLE, realtime);
    }
    if (!realtime.isContradictory()) {
      realtime.addTo(builder, Source.LINEARIZABLE.code());
    }
  }

  /** The order, without the sources that were left out. */
  DependencyGraph graph() {
    return graph;
  }

  List<Contradiction> contradictions() {
    return contradictions;
  }

  /** Why u is known to precede v with no third version between; empty if it isn't. */
  Set<Source> why(int u, int v) {
    Set<Source> why = EnumSet.noneOf(Source.class);
    for (int e = graph.begin(u); e < graph.end(u); e++) {
      if (graph.target(e) == v) {
        int note = graph.label(e);
        sources.stream().filter(source -> source.code() == note).forEach(why::add);
      }
    }
    VersionZones realtime = zones.get(Source.LINEARIZABLE);
    if (sources.contains(Source.LINEARIZABLE) && realtime != null && realtime.precedes(u, v)) {
      why.add(Source.LINEARIZABLE);
    }
    return why;
  }
}
