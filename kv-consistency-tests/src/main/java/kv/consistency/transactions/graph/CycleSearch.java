package kv.consistency.transactions.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kv.consistency.transactions.graph.Cycle.Step;
import kv.consistency.transactions.graph.CycleType.Dependencies;
import org.jspecify.annotations.Nullable;

/**
 * Finds, in each strongly connected component and for each kind of cycle, a smallest one.
 *
 * <p>The idea. Kinds are tried from the worst to the most subtle, and a kind that a found one
 * implies is skipped ({@link CycleType#implies}). So each search may ask for less than the kind's
 * definition: when G-single was found absent, any cycle with an anti-dependency and no two in
 * succession <em>is</em> a G-nonadjacent; when no cycle of data alone exists, a cycle with process
 * edges allowed holds one. What is found is classified by its own edges all the same, so that a
 * search cut short can't lend its cycle a wrong name.
 *
 * <p>One search: the kind's paths are a graph of states ({@link PathGraph}); only edges inside a
 * component of that graph can lie on such a cycle, which proves most kinds absent in linear time.
 * From each transaction that such an edge of the distinctive relation leaves, a breadth-first
 * search by levels looks for a transaction with an edge back; hubs cost no level. The edges back
 * are gathered beforehand, against the edges' direction: the forward search could not see the
 * second use of a hub that it has already passed. A cycle of two edges ends the search, for none is
 * smaller.
 *
 * <p>A shortest cycle of states visits no transaction twice, or else it would hold a shorter one:
 * except that this may be a G0 or G1c, where there are such. Walks of that sort are passed over; a
 * G-nonadjacent beside a G1c may so go unnoticed, when the G1c rules out more than it does.
 *
 * <p>Cost: linear for each starting transaction in what lies nearer than the best cycle so far, so
 * in a component of a million transactions the first start bounds all others; a {@link
 * SearchBudget} ends what remains. When it does, the cycle found is a true one, perhaps not the
 * smallest; and if none was found, the kind is reported as undecided.
 *
 * <p>Parallel edges: where data relates two transactions in several ways the strongest counts (ww
 * before wr before rw), as in Elle; a cycle that so turns out to be of a worse kind is passed over.
 */
public final class CycleSearch {

  /** The strongest data dependency of {@code to} on {@code from}, given that one was found. */
  public interface StrongestDependency {
    Relation between(int from, int to, Relation found);
  }

  /**
   * What a component holds.
   *
   * @param cycles at most one a kind
   * @param undecided kinds whose search was cut short before it found any
   */
  public record Finding(int transactions, List<Cycle> cycles, Set<CycleType> undecided) {}

  private final DependencyGraph graph;
  private final StrongestDependency strongest;
  private final SearchBudget budget;

  public CycleSearch(DependencyGraph graph, StrongestDependency strongest, SearchBudget budget) {
    this.graph = graph;
    this.strongest = strongest;
    this.budget = budget;
  }

  /** What each component of two or more transactions holds. */
  public List<Finding> findAll() {
    Components components = Components.of(graph.offsets(), graph.targets());
    List<Finding> findings = new ArrayList<>();
    int[] local = new int[graph.vertices()];
    Arrays.fill(local, -1);
    for (int[] members : nontrivial(components)) {
      findings.add(new InComponent(new LocalGraph(graph, members, local)).find());
    }
    return findings;
  }

  /** The vertices of each component of at least two transactions, in ascending order. */
  private List<int[]> nontrivial(Components components) {
    int[] transactions = new int[components.count()];
    int[] sizes = new int[components.count()];
    for (int v = 0; v < graph.vertices(); v++) {
      sizes[components.of(v)]++;
      transactions[components.of(v)] += graph.isHub(v) ? 0 : 1;
    }
    List<int[]> members = new ArrayList<>();
    int[] slot = new int[components.count()];
    int[] filled = new int[components.count()];
    for (int v = 0; v < graph.vertices(); v++) {
      int c = components.of(v);
      if (transactions[c] < 2) {
        continue;
      }
      if (filled[c] == 0) {
        slot[c] = members.size();
        members.add(new int[sizes[c]]);
      }
      members.get(slot[c])[filled[c]++] = v;
    }
    return members;
  }

  /** The search within one component; its arrays are as large as the component. */
  private final class InComponent {
    private final LocalGraph local;
    private final Set<CycleType> found = new HashSet<>();
    private final int[] closer;
    private final Relation[] closingRelation;
    private final int[] closingNext;
    private int round;

    InComponent(LocalGraph local) {
      this.local = local;
      this.closer = new int[local.vertices()];
      this.closingRelation = new Relation[local.vertices()];
      this.closingNext = new int[local.vertices()];
    }

    Finding find() {
      List<Cycle> cycles = new ArrayList<>();
      Set<CycleType> undecided = new HashSet<>();
      int present = relationsPresent();
      for (CycleType type : CycleType.WORST_FIRST) {
        if (found.stream().anyMatch(worse -> worse.implies(type)) || !possible(type, present)) {
          continue;
        }
        budget.nextQuestion();
        OneKind search = new OneKind(type);
        Cycle cycle = search.smallest();
        if (cycle != null) {
          cycles.add(cycle);
          found.add(cycle.type());
        } else if (search.cutShort) {
          undecided.add(type);
        }
      }
      return new Finding(local.transactions(), cycles, undecided);
    }

    private int relationsPresent() {
      int present = 0;
      for (int v = 0; v < local.transactions(); v++) {
        for (int e = local.outOffsets[v]; e < local.outOffsets[v + 1]; e++) {
          present |= 1 << local.outLabels[e];
        }
      }
      return present;
    }

    private boolean possible(CycleType type, int present) {
      return (present & type.distinctive().bit()) != 0
          && switch (type.order()) {
            case NONE -> true;
            case PROCESS -> (present & Relation.PROCESS.bit()) != 0;
            case REALTIME -> (present & Relation.REALTIME.bit()) != 0;
          };
    }

    /** Gathers the edges back to {@code start} whose relation is in {@code mask}. */
    private void gatherClosers(int start, int mask) {
      round++;
      int[] stack = new int[16];
      int depth = 0;
      stack[depth++] = start;
      while (depth > 0) {
        int v = stack[--depth];
        int begin = local.inOffsets[v];
        int end = local.inOffsets[v + 1];
        if (!budget.spend(end - begin)) {
          return;
        }
        for (int e = begin; e < end; e++) {
          int u = local.inSources[e];
          if (local.isHub(u)) {
            if (closer[u] != round) {
              closer[u] = round;
              closingNext[u] = v;
              if (depth == stack.length) {
                stack = Arrays.copyOf(stack, 2 * depth);
              }
              stack[depth++] = u;
            }
          } else if ((mask >> local.inLabels[e] & 1) != 0) {
            Relation relation = Relation.of(local.inLabels[e]);
            if (closer[u] != round || relation.compareTo(closingRelation[u]) < 0) {
              closer[u] = round;
              closingRelation[u] = relation;
              closingNext[u] = v;
            }
          }
        }
      }
    }

    /** The search for one kind. */
    private final class OneKind {
      private final CycleType type;
      private final PathGraph paths;
      private final Components components;
      private final PathGraph follow;
      private final int closingMask;
      private final int[] seen;
      private final int[] parent;
      private int[] level;
      private int[] next;
      private boolean cutShort;
      private @Nullable Cycle best;

      OneKind(CycleType type) {
        this.type = type;
        int freely = type.freely();
        boolean nonadjacent =
            type.dependencies() == Dependencies.G_SINGLE
                || type.dependencies() == Dependencies.G_NONADJACENT;
        paths =
            nonadjacent ? PathGraph.nonadjacent(local, freely) : PathGraph.freely(local, freely);
        components = Components.of(paths.offsets, paths.targets);
        // After its one anti-dependency a G-single has only other edges.
        follow =
            type.dependencies() == Dependencies.G_SINGLE ? PathGraph.freely(local, freely) : paths;
        closingMask = freely;
        seen = new int[follow.states()];
        parent = new int[follow.states()];
        level = new int[16];
        next = new int[16];
      }

      @Nullable Cycle smallest() {
        for (int start = 0; start < local.transactions(); start++) {
          if (!startsHere(start)) {
            continue;
          }
          gatherClosers(start, closingMask);
          if (!searchFrom(start)) {
            cutShort = true;
            break;
          }
          if (best != null && best.steps().size() == 2) {
            break;
          }
        }
        return best;
      }

      private boolean startsHere(int start) {
        for (int e = local.outOffsets[start]; e < local.outOffsets[start + 1]; e++) {
          if (onPath(start, e)) {
            return true;
          }
        }
        return false;
      }

      private boolean onPath(int start, int edge) {
        Relation distinctive = type.distinctive();
        return local.outLabels[edge] == distinctive.code()
            && components.of(paths.state(local.outTargets[edge], distinctive))
                == components.of(start);
      }

      /** False if the budget ended it. */
      private boolean searchFrom(int start) {
        int levelSize = 0;
        for (int e = local.outOffsets[start]; e < local.outOffsets[start + 1]; e++) {
          if (onPath(start, e)) {
            int state = follow.state(local.outTargets[e], type.distinctive());
            if (discover(state, -1)) {
              level = ensure(level, levelSize);
              level[levelSize++] = state;
            }
          }
        }
        int length = 2;
        while (levelSize > 0 && (best == null || length < best.steps().size())) {
          levelSize = passHubs(levelSize);
          if (levelSize < 0) {
            return false;
          }
          int nextSize = 0;
          for (int i = 0; i < levelSize; i++) {
            int state = level[i];
            int v = follow.vertex(state);
            if (v == start || local.isHub(v)) {
              continue;
            }
            if (closer[v] == round) {
              Cycle cycle = cycleThrough(start, state);
              if (cycle != null) {
                best = cycle;
                return true;
              }
            }
            if (!budget.spend(1 + follow.offsets[state + 1] - follow.offsets[state])) {
              return false;
            }
            for (int e = follow.offsets[state]; e < follow.offsets[state + 1]; e++) {
              if (discover(follow.targets[e], state)) {
                next = ensure(next, nextSize);
                next[nextSize++] = follow.targets[e];
              }
            }
          }
          int[] spent = level;
          level = next;
          next = spent;
          levelSize = nextSize;
          length++;
        }
        return true;
      }

      /**
       * Adds to the level all that its hubs lead to, before anything else may claim that for the
       * next level; returns the level's new size, or -1 if the budget ended it.
       */
      private int passHubs(int levelSize) {
        int size = levelSize;
        for (int i = 0; i < size; i++) {
          int state = level[i];
          if (!local.isHub(follow.vertex(state))) {
            continue;
          }
          if (!budget.spend(1 + follow.offsets[state + 1] - follow.offsets[state])) {
            return -1;
          }
          for (int e = follow.offsets[state]; e < follow.offsets[state + 1]; e++) {
            if (discover(follow.targets[e], state)) {
              level = ensure(level, size);
              level[size++] = follow.targets[e];
            }
          }
        }
        return size;
      }

      private boolean discover(int state, int from) {
        if (seen[state] == round) {
          return false;
        }
        seen[state] = round;
        parent[state] = from;
        return true;
      }

      /**
       * The cycle from {@code start} to {@code state} and back, if it is of a kind not yet found.
       */
      private @Nullable Cycle cycleThrough(int start, int state) {
        List<Integer> reversed = new ArrayList<>();
        for (int s = state; s != -1; s = parent[s]) {
          reversed.add(follow.vertex(s));
        }
        Collections.reverse(reversed);
        List<Integer> walk = new ArrayList<>();
        walk.add(start);
        walk.addAll(reversed);
        int v = reversed.get(reversed.size() - 1);
        do {
          v = closingNext[v];
          walk.add(v);
        } while (v != start);
        List<Step> steps = steps(walk);
        CycleType actual = CycleType.of(steps.stream().map(Step::relation).toList());
        boolean redundant = found.stream().anyMatch(worse -> worse.implies(actual));
        boolean simple = steps.stream().map(Step::from).distinct().count() == steps.size();
        return redundant || !simple ? null : new Cycle(actual, steps);
      }

      private List<Step> steps(List<Integer> walk) {
        List<Step> steps = new ArrayList<>();
        int i = 0;
        while (i < walk.size() - 1) {
          int from = walk.get(i);
          List<Integer> hubs = new ArrayList<>();
          int j = i + 1;
          while (local.isHub(walk.get(j))) {
            hubs.add(local.global(walk.get(j)));
            j++;
          }
          boolean first = i == 0;
          boolean last = j == walk.size() - 1;
          Relation relation =
              first
                  ? type.distinctive()
                  : last ? closingRelation[from] : relation(from, walk.get(i + 1));
          int a = local.global(from);
          int b = local.global(walk.get(j));
          Relation strong =
              relation.compareTo(Relation.RW) <= 0 ? strongest.between(a, b, relation) : relation;
          steps.add(new Step(a, b, strong, strong == relation ? hubs : List.of()));
          i = j;
        }
        return steps;
      }

      /** The strongest relation in use between neighbours on a path. */
      private Relation relation(int from, int to) {
        int mask = type.freely();
        if (type.dependencies() == Dependencies.G_NONADJACENT) {
          mask |= Relation.RW.bit();
        }
        int best = Integer.MAX_VALUE;
        for (int e = local.outOffsets[from]; e < local.outOffsets[from + 1]; e++) {
          if (local.outTargets[e] == to && (mask >> local.outLabels[e] & 1) != 0) {
            best = Math.min(best, local.outLabels[e]);
          }
        }
        return Relation.of(best);
      }
    }

    private static int[] ensure(int[] array, int size) {
      return size < array.length ? array : Arrays.copyOf(array, 2 * size);
    }
  }
}
