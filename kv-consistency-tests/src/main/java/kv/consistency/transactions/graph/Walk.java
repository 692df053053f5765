package kv.consistency.transactions.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kv.consistency.transactions.graph.Cycle.Step;
import kv.consistency.transactions.graph.CycleSearch.StrongestDependency;

/**
 * A closed walk that a search came upon: states of a {@link PathGraph}, transactions and hubs, from
 * a transaction back to it.
 *
 * @param first the relation of its first edge
 * @param last the relation of its last edge
 */
record Walk(
    LocalGraph local,
    PathGraph paths,
    List<Integer> states,
    CycleType type,
    Relation first,
    Relation last) {

  /** Whether it comes to no transaction twice before it is back at the first. */
  boolean isSimple() {
    Set<Integer> visited = new HashSet<>();
    return states.subList(1, states.size()).stream()
        .map(paths::vertex)
        .allMatch(v -> local.isHub(v) || visited.add(v));
  }

  /** Its edges from transaction to transaction, in the numbers of the whole graph. */
  List<Step> steps(StrongestDependency strongest) {
    List<Step> steps = new ArrayList<>();
    int i = 0;
    while (i < states.size() - 1) {
      List<Integer> hubs = new ArrayList<>();
      int j = i + 1;
      while (local.isHub(vertex(j))) {
        hubs.add(local.global(vertex(j)));
        j++;
      }
      Relation relation = i == 0 ? first : j == states.size() - 1 ? last : relation(i);
      int from = local.global(vertex(i));
      int to = local.global(vertex(j));
      Relation strong =
          relation.compareTo(Relation.RW) <= 0 ? strongest.between(from, to, relation) : relation;
      steps.add(new Step(from, to, strong, strong == relation ? hubs : List.of()));
      i = j;
    }
    return steps;
  }

  private int vertex(int place) {
    return paths.vertex(states.get(place));
  }

  /** The strongest relation by which the walk may have gone on from a place. */
  private Relation relation(int place) {
    int mask =
        paths.isAfterAntiDependency(states.get(place + 1)) ? Relation.RW.bit() : type.freely();
    int from = vertex(place);
    int to = vertex(place + 1);
    int best = Integer.MAX_VALUE;
    for (int e = local.outOffsets[from]; e < local.outOffsets[from + 1]; e++) {
      if (local.outTargets[e] == to && (mask >> local.outLabels[e] & 1) != 0) {
        best = Math.min(best, local.outLabels[e]);
      }
    }
    return Relation.of(best);
  }
}
