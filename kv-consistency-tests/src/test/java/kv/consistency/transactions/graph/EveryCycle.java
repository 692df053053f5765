package kv.consistency.transactions.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All simple cycles of a small graph, hubs resolved into edges: the oracle of the search. */
final class EveryCycle {
  private final int transactions;
  private final Map<Integer, Set<Relation>> edges = new HashMap<>();
  private final Map<CycleType, Integer> shortest = new HashMap<>();

  /** All edges count, also those between the same two transactions. */
  EveryCycle(DependencyGraph graph) {
    this(graph, false);
  }

  /** Of the data dependencies between two transactions the strongest counts. */
  static EveryCycle ofStrongest(DependencyGraph graph) {
    return new EveryCycle(graph, true);
  }

  private EveryCycle(DependencyGraph graph, boolean strongestOnly) {
    transactions = graph.transactions();
    for (int t = 0; t < transactions; t++) {
      for (int e = graph.begin(t); e < graph.end(t); e++) {
        resolve(graph, t, graph.target(e), Relation.of(graph.label(e)), new TreeSet<>());
      }
    }
    for (Set<Relation> relations : edges.values()) {
      if (strongestOnly) {
        Relation strongest = relations.iterator().next();
        relations.removeIf(other -> other != strongest && other.compareTo(Relation.RW) <= 0);
      }
    }
    for (int start = 0; start < transactions; start++) {
      extend(start, new ArrayList<>(List.of(start)), new ArrayList<>());
    }
  }

  private void resolve(
      DependencyGraph graph, int from, int to, Relation relation, Set<Integer> passed) {
    if (!graph.isHub(to)) {
      if (from != to) {
        edges
            .computeIfAbsent(
                from * transactions + to, k -> new TreeSet<>(Comparator.naturalOrder()))
            .add(relation);
      }
    } else if (passed.add(to)) {
      for (int e = graph.begin(to); e < graph.end(to); e++) {
        resolve(graph, from, graph.target(e), relation, passed);
      }
    }
  }

  Set<Relation> between(int from, int to) {
    return edges.getOrDefault(from * transactions + to, Set.of());
  }

  /** The strongest data dependency. */
  Relation strongest(int from, int to, Relation found) {
    Relation first = between(from, to).iterator().next();
    return first.compareTo(found) < 0 ? first : found;
  }

  /** Extends a path whose first vertex is its smallest. */
  private void extend(int start, List<Integer> path, List<Relation> relations) {
    int last = path.get(path.size() - 1);
    for (int next = start; next < transactions; next++) {
      if (next != start && path.contains(next)) {
        continue;
      }
      for (Relation relation : between(last, next)) {
        relations.add(relation);
        if (next == start) {
          shortest.merge(CycleType.of(relations), relations.size(), Math::min);
        } else {
          path.add(next);
          extend(start, path, relations);
          path.remove(path.size() - 1);
        }
        relations.remove(relations.size() - 1);
      }
    }
  }

  /** The length of a shortest cycle of each kind that there is. */
  Map<CycleType, Integer> shortest() {
    return shortest;
  }
}
