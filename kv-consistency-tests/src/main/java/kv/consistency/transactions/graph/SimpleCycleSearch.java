package kv.consistency.transactions.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.Cycle.Step;
import kv.consistency.transactions.graph.CycleSearch.StrongestDependency;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a component's simple cycles one by one, depth first up to a length: for the cycles of
 * anti-dependencies that {@link CycleSearch} can't see behind shorter walks that are none. Whether
 * there is a simple cycle without two anti-dependencies in succession is a question that takes
 * exponential time where other cycles get in the way, so this is exact only while its budget lasts.
 *
 * <p>An anti-dependency counts only where data does not relate the two transactions more strongly;
 * where it does, the stronger edge is there as well.
 */
final class SimpleCycleSearch {
  private final LocalGraph local;
  private final CycleType type;
  private final StrongestDependency strongest;
  private final SearchBudget budget;
  private final boolean[] onPath;
  private final int[] passed;
  private final int[] cameFrom;
  private final List<Edge> path = new ArrayList<>();
  private final List<Integer> reached = new ArrayList<>();
  private int expansion;
  private boolean affordable = true;

  /** From one transaction to another, perhaps through hubs. */
  private record Edge(int from, int to, Relation relation) {}

  SimpleCycleSearch(
      LocalGraph local, CycleType type, StrongestDependency strongest, SearchBudget budget)
      throws Spent {
    this.local = local;
    this.type = type;
    this.strongest = strongest;
    this.budget = budget;
    this.onPath = budget.allowance().booleans(local.vertices());
    this.passed = budget.allowance().ints(local.vertices());
    this.cameFrom = budget.allowance().ints(local.vertices());
  }

  /** Whether the budget still lasts. */
  boolean goesOn() {
    return affordable;
  }

  /** A wanted cycle of exactly {@code length} transactions that begins with an anti-dependency. */
  @Nullable Cycle find(int start, int length, Predicate<CycleType> wanted) throws Spent {
    onPath[start] = true;
    Cycle cycle = extend(start, start, length, wanted);
    onPath[start] = false;
    return cycle;
  }

  /** Extends the path from {@code start}, which has come to {@code from}, by {@code left} edges. */
  private @Nullable Cycle extend(int start, int from, int left, Predicate<CycleType> wanted)
      throws Spent {
    for (Edge edge : edgesOf(from)) {
      boolean closes = edge.to() == start;
      if (closes != (left == 1) || (!closes && onPath[edge.to()]) || !fits(edge, closes)) {
        continue;
      }
      path.add(edge);
      Cycle cycle;
      if (closes) {
        cycle = closed(wanted);
      } else {
        onPath[edge.to()] = true;
        cycle = extend(start, edge.to(), left - 1, wanted);
        onPath[edge.to()] = false;
      }
      path.remove(path.size() - 1);
      if (cycle != null || !affordable) {
        return cycle;
      }
    }
    return null;
  }

  private boolean fits(Edge edge, boolean closes) {
    if (edge.relation() != Relation.RW) {
      return !path.isEmpty() && (type.freely() & edge.relation().bit()) != 0;
    }
    boolean allowed =
        switch (type.dependencies()) {
          case G0, G1C -> false;
          case G_SINGLE -> path.isEmpty();
          case G_NONADJACENT -> path.isEmpty() || !(closes || lastIsAntiDependency());
          case G2 -> true;
        };
    return allowed && strongest(edge) == Relation.RW;
  }

  private boolean lastIsAntiDependency() {
    return path.get(path.size() - 1).relation() == Relation.RW;
  }

  private Relation strongest(Edge edge) {
    return edge.relation().compareTo(Relation.RW) > 0
        ? edge.relation()
        : strongest.between(local.global(edge.from()), local.global(edge.to()), edge.relation());
  }

  private @Nullable Cycle closed(Predicate<CycleType> wanted) throws Spent {
    List<Relation> relations = path.stream().map(this::strongest).toList();
    CycleType actual = CycleType.of(relations);
    if (!wanted.test(actual)) {
      return null;
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      Edge edge = path.get(i);
      Relation relation = relations.get(i);
      steps.add(
          new Step(
              local.global(edge.from()),
              local.global(edge.to()),
              relation,
              relation == edge.relation() ? hubs(edge) : List.of()));
    }
    return new Cycle(actual, steps);
  }

  private List<Edge> edgesOf(int from) throws Spent {
    List<Edge> edges = new ArrayList<>();
    for (int e = local.outOffsets[from]; e < local.outOffsets[from + 1]; e++) {
      Relation relation = Relation.of(local.outLabels[e]);
      reach(from, local.outTargets[e], false);
      if (!affordable) {
        break;
      }
      for (int to : reached) {
        edges.add(new Edge(from, to, relation));
      }
    }
    return edges;
  }

  /** Finds the transactions to which an edge leads, itself or through hubs. */
  private void reach(int from, int target, boolean whateverItCosts) throws Spent {
    reached.clear();
    affordable &= budget.spend(1);
    if (!local.isHub(target)) {
      reached.add(target);
      return;
    }
    expansion++;
    List<Integer> hubs = new ArrayList<>(List.of(target));
    cameFrom[target] = from;
    passed[target] = expansion;
    for (int i = 0; i < hubs.size() && (affordable || whateverItCosts); i++) {
      int hub = hubs.get(i);
      int begin = local.outOffsets[hub];
      int end = local.outOffsets[hub + 1];
      affordable &= budget.spend(end - begin);
      for (int e = begin; e < end; e++) {
        int to = local.outTargets[e];
        if (to != from && passed[to] != expansion) {
          passed[to] = expansion;
          cameFrom[to] = hub;
          (local.isHub(to) ? hubs : reached).add(to);
        }
      }
    }
  }

  /** The hubs that an edge leads through. */
  private List<Integer> hubs(Edge edge) throws Spent {
    for (int e = local.outOffsets[edge.from()]; e < local.outOffsets[edge.from() + 1]; e++) {
      if (local.outLabels[e] == edge.relation().code()) {
        if (local.outTargets[e] == edge.to()) {
          return List.of();
        }
        reach(edge.from(), local.outTargets[e], true);
        if (reached.contains(edge.to())) {
          List<Integer> hubs = new ArrayList<>();
          for (int v = cameFrom[edge.to()]; v != edge.from(); v = cameFrom[v]) {
            hubs.add(local.global(v));
          }
          Collections.reverse(hubs);
          return hubs;
        }
      }
    }
    throw new IllegalStateException("an edge that leads nowhere: " + edge);
  }
}
