package kv.consistency.transactions.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kv.consistency.transactions.graph.Allowance.Limit;
import kv.consistency.transactions.graph.Allowance.Spent;
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
 * <p>A closed walk of states may be no cycle of the kind: it may visit a transaction twice, where a
 * G0 or G1c keeps two anti-dependencies from following each other, or one of its anti-dependencies
 * may be a stronger dependency as well (below). Such walks are passed over, and then {@link
 * SimpleCycleSearch} looks at simple cycles one by one, within a bound of its own. What that bound
 * still hides lies in a component with a G0 or G1c of the same client order or less, which is found
 * and rules out all that the hidden cycle would: docs/decisions/0044 has the proof.
 *
 * <p>Cost: linear for each starting transaction in what lies nearer than the best cycle so far, so
 * in a component of a million transactions the first start bounds all others; a {@link
 * SearchBudget} ends what remains. When it does, the cycle found is a true one, perhaps not the
 * smallest; and if none was found, the kind is reported as undecided.
 *
 * <p>Parallel edges: where data relates two transactions in several ways the strongest counts (ww
 * before wr before rw), as in Elle.
 */
public final class CycleSearch {

  /** Edges of a search that looks at simple cycles one by one: a few milliseconds. */
  private static final long EDGES_ONE_BY_ONE = 1 << 18;

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

  /**
   * What the components hold.
   *
   * @param components how many there are of two or more transactions
   * @param findings in each of them, but for those that time did not suffice for
   * @param spent what was used up before all was decided
   */
  public record Result(int components, List<Finding> findings, Optional<Limit> spent) {}

  private final DependencyGraph graph;
  private final StrongestDependency strongest;
  private final SearchBudget budget;

  public CycleSearch(DependencyGraph graph, StrongestDependency strongest, SearchBudget budget) {
    this.graph = graph;
    this.strongest = strongest;
    this.budget = budget;
  }

  /** Searches each component of two or more transactions. */
  public Result findAll() throws Spent {
    Allowance allowance = budget.allowance();
    Components components = Components.of(graph.offsets(), graph.targets(), allowance);
    List<int[]> nontrivial = nontrivial(components);
    int[] local = allowance.ints(graph.vertices());
    Arrays.fill(local, -1);
    List<Finding> findings = new ArrayList<>();
    Optional<Limit> spent = Optional.empty();
    for (int[] members : nontrivial) {
      long before = allowance.taken();
      Set<CycleType> undecided = new LinkedHashSet<>(CycleType.WORST_FIRST);
      List<Cycle> cycles = new ArrayList<>();
      try {
        LocalGraph component = new LocalGraph(graph, members, local, allowance);
        new InComponent(component).find(cycles, undecided);
      } catch (Spent e) {
        spent = Optional.of(e.limit());
      }
      for (int member : members) {
        local[member] = -1;
      }
      allowance.giveBackTo(before);
      findings.add(new Finding(transactions(members), cycles, undecided));
      if (spent.equals(Optional.of(Limit.TIME))) {
        break;
      }
    }
    return new Result(nontrivial.size(), findings, spent);
  }

  private int transactions(int[] members) {
    int count = 0;
    while (count < members.length && !graph.isHub(members[count])) {
      count++;
    }
    return count;
  }

  /** The vertices of each component of at least two transactions, in ascending order. */
  private List<int[]> nontrivial(Components components) throws Spent {
    Allowance allowance = budget.allowance();
    int[] transactions = allowance.ints(components.count());
    int[] sizes = allowance.ints(components.count());
    for (int v = 0; v < graph.vertices(); v++) {
      sizes[components.of(v)]++;
      transactions[components.of(v)] += graph.isHub(v) ? 0 : 1;
    }
    List<int[]> members = new ArrayList<>();
    int[] slot = allowance.ints(components.count());
    int[] filled = allowance.ints(components.count());
    for (int v = 0; v < graph.vertices(); v++) {
      allowance.work(1);
      int c = components.of(v);
      if (transactions[c] < 2) {
        continue;
      }
      if (filled[c] == 0) {
        slot[c] = members.size();
        members.add(allowance.ints(sizes[c]));
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
    private final byte[] closingRelation;
    private final int[] closingNext;
    private int round;

    InComponent(LocalGraph local) throws Spent {
      this.local = local;
      this.closer = budget.allowance().ints(local.vertices());
      this.closingRelation = budget.allowance().bytes(local.vertices());
      this.closingNext = budget.allowance().ints(local.vertices());
    }

    /** Adds the cycles found, and takes away the kinds that are decided. */
    void find(List<Cycle> cycles, Set<CycleType> undecided) throws Spent {
      int present = relationsPresent();
      for (CycleType type : CycleType.WORST_FIRST) {
        if (isImplied(type) || !possible(type, present)) {
          undecided.remove(type);
          continue;
        }
        long before = budget.allowance().taken();
        budget.nextQuestion();
        OneKind search = new OneKind(type);
        Cycle cycle = search.smallest();
        budget.allowance().giveBackTo(before);
        if (cycle != null) {
          cycles.add(cycle);
          found.add(cycle.type());
        }
        if (cycle != null || !search.cutShort) {
          undecided.remove(type);
        }
      }
    }

    private boolean isImplied(CycleType type) {
      return found.stream().anyMatch(worse -> worse.implies(type));
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
    private void gatherClosers(int start, int mask) throws Spent {
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
            if (closer[u] != round || local.inLabels[e] < closingRelation[u]) {
              closer[u] = round;
              closingRelation[u] = local.inLabels[e];
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
      private boolean passedOver;
      private @Nullable Cycle best;

      OneKind(CycleType type) throws Spent {
        Allowance allowance = budget.allowance();
        this.type = type;
        int freely = type.freely();
        boolean nonadjacent =
            type.dependencies() == Dependencies.G_SINGLE
                || type.dependencies() == Dependencies.G_NONADJACENT;
        paths =
            nonadjacent
                ? PathGraph.nonadjacent(local, freely, allowance)
                : PathGraph.freely(local, freely, allowance);
        components = Components.of(paths.offsets, paths.targets, allowance);
        // After its one anti-dependency a G-single has only other edges.
        follow =
            type.dependencies() == Dependencies.G_SINGLE
                ? PathGraph.freely(local, freely, allowance)
                : paths;
        closingMask = freely;
        seen = allowance.ints(follow.states());
        parent = allowance.ints(follow.states());
        level = new int[16];
        next = new int[16];
      }

      @Nullable Cycle smallest() throws Spent {
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
        if (passedOver && type.hasAntiDependency() && !cutShort) {
          best = smallestSimple();
        }
        return best;
      }

      /** The same by looking at simple cycles one by one; the best so far if none is smaller. */
      private @Nullable Cycle smallestSimple() throws Spent {
        budget.nextQuestion(EDGES_ONE_BY_ONE);
        int most = best == null ? local.transactions() : best.steps().size() - 1;
        SimpleCycleSearch search = new SimpleCycleSearch(local, type, strongest, budget);
        for (int length = 2; length <= most && search.goesOn(); length++) {
          for (int start = 0; start < local.transactions() && search.goesOn(); start++) {
            if (startsHere(start)) {
              Cycle cycle = search.find(start, length, actual -> !isImplied(actual));
              if (cycle != null) {
                return cycle;
              }
            }
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
      private boolean searchFrom(int start) throws Spent {
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
              passedOver = true;
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
      private int passHubs(int levelSize) throws Spent {
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
        List<Integer> states = new ArrayList<>();
        for (int s = state; s != -1; s = parent[s]) {
          states.add(s);
        }
        states.add(start);
        Collections.reverse(states);
        int last = follow.vertex(state);
        int v = last;
        do {
          v = closingNext[v];
          states.add(v);
        } while (v != start);
        Relation closing = Relation.of(closingRelation[last]);
        Walk walk = new Walk(local, follow, states, type, type.distinctive(), closing);
        if (!walk.isSimple()) {
          return null;
        }
        List<Step> steps = walk.steps(strongest);
        CycleType actual = CycleType.of(steps.stream().map(Step::relation).toList());
        return isImplied(actual) ? null : new Cycle(actual, steps);
      }
    }

    private static int[] ensure(int[] array, int size) {
      return size < array.length ? array : Arrays.copyOf(array, 2 * size);
    }
  }
}
