package kv.consistency.transactions.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.Cycle.Step;
import kv.consistency.transactions.graph.CycleSearch.Finding;
import kv.consistency.transactions.graph.CycleType.ClientOrder;
import kv.consistency.transactions.graph.CycleType.Dependencies;
import org.junit.jupiter.api.Test;

class CycleSearchTest {
  private static final CycleType G0 = new CycleType(Dependencies.G0, ClientOrder.NONE);
  private static final CycleType G_SINGLE = new CycleType(Dependencies.G_SINGLE, ClientOrder.NONE);
  private static final CycleType G2 = new CycleType(Dependencies.G2, ClientOrder.NONE);

  private static List<Finding> search(DependencyGraph graph, long edges) throws Spent {
    return search(graph, (from, to, found) -> found, edges);
  }

  private static List<Finding> search(
      DependencyGraph graph, CycleSearch.StrongestDependency strongest, long edges) throws Spent {
    return new CycleSearch(graph, strongest, new SearchBudget(edges, Allowance.unlimited()))
        .findAll()
        .findings();
  }

  private static DependencyGraph random(SplittableRandom random) throws Spent {
    int transactions = random.nextInt(2, 7);
    DependencyGraph.Builder builder =
        new DependencyGraph.Builder(transactions, Allowance.unlimited());
    int hubs = random.nextInt(3);
    int first = builder.hubs(hubs);
    int density = random.nextInt(1, 4);
    Relation[] relations = {
      Relation.WW, Relation.WR, Relation.RW, Relation.PROCESS, Relation.REALTIME
    };
    int kinds = random.nextInt(1, 6);
    for (int i = 0; i < transactions * density; i++) {
      int from = random.nextInt(transactions);
      int to = random.nextInt(transactions + hubs);
      Relation relation = relations[(2 + random.nextInt(kinds)) % 5];
      // Client orders have no cycles of their own.
      if (relation.compareTo(Relation.PROCESS) < 0 || (from < to && to < transactions)) {
        builder.link(from, to < transactions ? to : first + to - transactions, relation);
      }
    }
    for (int i = 0; hubs > 0 && i < 3; i++) {
      int to = random.nextInt(transactions + hubs);
      builder.relay(
          first + random.nextInt(hubs), to < transactions ? to : first + to - transactions, 0);
    }
    return builder.build();
  }

  @Test
  void found_cycles_exist_and_are_of_the_kind_that_they_are_called() throws Spent {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      DependencyGraph graph = random(random);
      EveryCycle all = new EveryCycle(graph);
      for (Finding finding : search(graph, 1_000_000)) {
        for (Cycle cycle : finding.cycles()) {
          List<Step> steps = cycle.steps();
          assertThat(CycleType.of(steps.stream().map(Step::relation).toList()))
              .isEqualTo(cycle.type());
          assertThat(steps.stream().map(Step::from).distinct()).hasSize(steps.size());
          for (int j = 0; j < steps.size(); j++) {
            Step step = steps.get(j);
            assertThat(step.to()).isEqualTo(steps.get((j + 1) % steps.size()).from());
            assertThat(all.between(step.from(), step.to())).contains(step.relation());
          }
        }
      }
    }
  }

  @Test
  void each_kind_is_found_unless_a_worse_one_implies_it_and_no_cycle_of_the_kind_is_shorter()
      throws Spent {
    SplittableRandom random = new SplittableRandom(2);
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      DependencyGraph graph = random(random);
      compared += compare(search(graph, 1_000_000), new EveryCycle(graph));
    }
    assertThat(compared).isGreaterThan(10_000);
  }

  /** As above, where of several data dependencies of one transaction on another one counts. */
  @Test
  void each_kind_is_found_also_where_only_the_strongest_dependency_counts() throws Spent {
    SplittableRandom random = new SplittableRandom(4);
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      DependencyGraph graph = random(random);
      EveryCycle all = EveryCycle.ofStrongest(graph);
      compared += compare(search(graph, all::strongest, 1_000_000), all);
    }
    assertThat(compared).isGreaterThan(10_000);
  }

  /** The number of cycles found in a graph, all of which must be; of a graph of one component. */
  private static int compare(List<Finding> findings, EveryCycle oracle) {
    if (findings.size() > 1) {
      return 0;
    }
    Map<CycleType, Integer> all = oracle.shortest();
    List<CycleType> expected = new ArrayList<>();
    for (CycleType type : CycleType.WORST_FIRST) {
      if (all.containsKey(type) && expected.stream().noneMatch(worse -> worse.implies(type))) {
        expected.add(type);
      }
    }
    List<Cycle> found = findings.stream().flatMap(finding -> finding.cycles().stream()).toList();
    assertThat(found.stream().map(Cycle::type)).containsExactlyElementsOf(expected);
    for (Cycle cycle : found) {
      assertThat(cycle.steps()).hasSize(all.getOrDefault(cycle.type(), 0));
    }
    return found.size();
  }

  @Test
  void graph_without_cycles_has_no_findings() throws Spent {
    DependencyGraph.Builder builder = new DependencyGraph.Builder(3, Allowance.unlimited());
    builder.link(0, 1, Relation.WW);
    builder.link(1, 2, Relation.RW);
    builder.link(0, 2, Relation.REALTIME);
    assertThat(search(builder.build(), 1000)).isEmpty();
  }

  @Test
  void path_through_a_hub_back_to_the_same_transaction_is_no_cycle() throws Spent {
    DependencyGraph.Builder builder = new DependencyGraph.Builder(2, Allowance.unlimited());
    int hub = builder.hub();
    builder.link(0, hub, Relation.RW);
    builder.relay(hub, 0, 0);
    builder.relay(hub, 1, 0);
    assertThat(search(builder.build(), 1000)).isEmpty();
  }

  @Test
  void two_transactions_through_the_same_hub_are_a_cycle() throws Spent {
    DependencyGraph.Builder builder = new DependencyGraph.Builder(2, Allowance.unlimited());
    int hub = builder.hub();
    for (int t = 0; t < 2; t++) {
      builder.link(t, hub, Relation.RW);
      builder.relay(hub, t, 0);
    }
    assertThat(search(builder.build(), 1000).get(0).cycles())
        .singleElement()
        .satisfies(
            cycle -> {
              assertThat(cycle.type()).isEqualTo(G2);
              assertThat(cycle.steps()).allMatch(step -> step.hubs().equals(List.of(hub)));
            });
  }

  @Test
  void transaction_behind_a_hub_is_nearer_than_one_behind_a_transaction() throws Spent {
    DependencyGraph.Builder builder = new DependencyGraph.Builder(3, Allowance.unlimited());
    int hub = builder.hub();
    builder.link(0, 1, Relation.RW);
    builder.link(0, hub, Relation.RW);
    builder.relay(hub, 2, 0);
    builder.link(1, 2, Relation.WW);
    builder.link(2, 0, Relation.WW);
    assertThat(search(builder.build(), 1000).get(0).cycles())
        .singleElement()
        .satisfies(cycle -> assertThat(cycle.steps()).hasSize(2));
  }

  /**
   * From 3 the search comes to 1 by the anti-dependency that is a wr as well, and to 2 to no use.
   */
  @Test
  void anti_dependency_beside_a_stronger_dependency_hides_no_other() throws Spent {
    DependencyGraph.Builder builder = new DependencyGraph.Builder(4, Allowance.unlimited());
    builder.link(0, 3, Relation.WR);
    builder.link(1, 0, Relation.WW);
    builder.link(2, 1, Relation.WR);
    builder.link(3, 2, Relation.RW);
    builder.link(3, 1, Relation.RW);
    builder.link(3, 1, Relation.WR);
    DependencyGraph graph = builder.build();
    EveryCycle all = EveryCycle.ofStrongest(graph);
    assertThat(search(graph, all::strongest, 1000).get(0).cycles())
        .filteredOn(cycle -> cycle.type().equals(G_SINGLE))
        .singleElement()
        .satisfies(
            cycle ->
                assertThat(cycle.steps().stream().map(Step::from)).containsExactly(3, 2, 1, 0));
  }

  /** The process edge from 1 to 2 is parallel to an anti-dependency, which would be adjacent. */
  @Test
  void process_edge_beside_an_anti_dependency_makes_a_nonadjacent_cycle_no_g2() throws Spent {
    DependencyGraph.Builder builder = new DependencyGraph.Builder(4, Allowance.unlimited());
    builder.link(0, 1, Relation.RW);
    builder.link(1, 2, Relation.PROCESS);
    builder.link(1, 2, Relation.RW);
    builder.link(2, 3, Relation.RW);
    builder.link(3, 0, Relation.WR);
    assertThat(search(builder.build(), 1000).get(0).cycles().stream().map(Cycle::type))
        .containsExactly(G2, new CycleType(Dependencies.G_NONADJACENT, ClientOrder.PROCESS));
  }

  @Test
  void search_without_a_budget_is_undecided() throws Spent {
    DependencyGraph.Builder builder = new DependencyGraph.Builder(3, Allowance.unlimited());
    builder.link(0, 1, Relation.WW);
    builder.link(1, 2, Relation.WW);
    builder.link(2, 0, Relation.WW);
    Finding finding = search(builder.build(), 0).get(0);
    assertThat(finding.cycles()).isEmpty();
    assertThat(finding.undecided()).contains(G0);
  }

  @Test
  void huge_component_yields_its_smallest_cycle() throws Spent {
    int transactions = 200_000;
    DependencyGraph.Builder builder =
        new DependencyGraph.Builder(transactions, Allowance.unlimited());
    for (int t = 0; t < transactions; t++) {
      builder.link(t, (t + 1) % transactions, Relation.WR);
      builder.link(t, (t + 7) % transactions, Relation.WW);
    }
    builder.link(150_001, 150_000, Relation.RW);
    Finding finding = search(builder.build(), 50_000_000).get(0);
    assertThat(finding.transactions()).isEqualTo(transactions);
    assertThat(finding.cycles())
        .filteredOn(cycle -> cycle.type().equals(G_SINGLE))
        .singleElement()
        .satisfies(cycle -> assertThat(cycle.steps()).hasSize(2));
  }

  @Test
  void components_are_those_of_mutual_reachability() throws Spent {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 5_000; i++) {
      DependencyGraph graph = random(random);
      Components components =
          Components.of(graph.offsets(), graph.targets(), Allowance.unlimited());
      boolean[][] reach = new boolean[graph.vertices()][];
      for (int v = 0; v < graph.vertices(); v++) {
        reach[v] = new boolean[graph.vertices()];
        reach(graph, v, reach[v]);
      }
      for (int u = 0; u < graph.vertices(); u++) {
        for (int v = 0; v < graph.vertices(); v++) {
          assertThat(components.of(u) == components.of(v)).isEqualTo(reach[u][v] && reach[v][u]);
        }
      }
    }
  }

  private static void reach(DependencyGraph graph, int from, boolean[] reached) {
    if (!reached[from]) {
      reached[from] = true;
      for (int e = graph.begin(from); e < graph.end(from); e++) {
        reach(graph, graph.target(e), reached);
      }
    }
  }

  @Test
  void worse_kinds_come_first_and_imply_only_later_ones() throws Spent {
    List<CycleType> types = CycleType.WORST_FIRST;
    assertThat(types).hasSize(15);
    for (int i = 0; i < types.size(); i++) {
      CycleType type = types.get(i);
      Stream<CycleType> before = types.subList(0, i).stream();
      assertThat(before).noneMatch(earlier -> type.implies(earlier));
    }
  }
}
