package kv.consistency.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.DependencyGraph;
import org.junit.jupiter.api.Test;

/** The order of versions in real time, against its definition pair by pair. */
class VersionZonesTest {
  private static final int HISTORIES = 20_000;
  private static final int NONE = -1;

  /** A history's versions, and which precede which by definition. */
  private static final class Definition {
    private final TransactionHistory history;
    private final RegisterVersions versions;
    private final boolean[][] precedes;

    Definition(String text) throws Spent {
      history = HistoryText.history(TransactionWorkload.RW_REGISTER, text);
      Allowance allowance = Allowance.unlimited();
      versions = new RegisterVersions(history, new WriteIndex(history, allowance), true, allowance);
      precedes = new boolean[versions.count()][versions.count()];
      for (int key = 0; key < history.keys(); key++) {
        for (int a = 0; a < history.size(); a++) {
          for (int b = 0; b < history.size(); b++) {
            int left = history.isOk(a) ? left(a, key) : NONE;
            int found = history.isFail(b) ? NONE : found(b, key);
            if (left != NONE && found != NONE && history.completed(a) < history.invoked(b)) {
              precedes[left][found] |= left != found;
            }
          }
        }
      }
    }

    /** The version of the key after the transaction, as far as that one says. */
    private int left(int transaction, int key) {
      int write = lastWrite(transaction, key);
      int first = first(transaction, key);
      return write != NONE ? versions.of(write) : first == NONE ? NONE : versions.of(first);
    }

    /** The version of the key that the transaction found, or if it didn't look, made. */
    private int found(int transaction, int key) {
      int first = first(transaction, key);
      int write = lastWrite(transaction, key);
      if (history.isOk(transaction) && first != NONE && !history.isWrite(first)) {
        return versions.of(first);
      }
      return write == NONE ? NONE : versions.of(write);
    }

    private int first(int transaction, int key) {
      for (int op = history.firstOp(transaction); op < history.endOp(transaction); op++) {
        if (history.key(op) == key) {
          return op;
        }
      }
      return NONE;
    }

    private int lastWrite(int transaction, int key) {
      int last = NONE;
      for (int op = history.firstOp(transaction); op < history.endOp(transaction); op++) {
        last = history.key(op) == key && history.isWrite(op) ? op : last;
      }
      return last;
    }

    boolean[][] closure() {
      int n = versions.count();
      boolean[][] closure = new boolean[n][];
      for (int v = 0; v < n; v++) {
        closure[v] = precedes[v].clone();
      }
      for (int via = 0; via < n; via++) {
        for (int u = 0; u < n; u++) {
          for (int v = 0; v < n; v++) {
            closure[u][v] |= closure[u][via] && closure[via][v];
          }
        }
      }
      return closure;
    }

    VersionZones zones() throws Spent {
      return new VersionZones(history, versions, Allowance.unlimited());
    }
  }

  /** One to three keys, up to nine transactions that overlap at random and read anything. */
  private static String random(SplittableRandom random) {
    int keys = random.nextInt(1, 4);
    int transactions = random.nextInt(2, 10);
    int[] written = new int[keys];
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < transactions; t++) {
      int begin = random.nextInt(20);
      int end = begin + random.nextInt(1, 8);
      String outcome = random.nextInt(8) == 0 ? "info" : random.nextInt(10) == 0 ? "fail" : "ok";
      List<String> operations = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        int key = random.nextInt(keys);
        int seen = random.nextInt(transactions);
        operations.add(
            random.nextInt(3) == 0
                ? "w k" + key + " " + ++written[key]
                : "r k" + key + " " + (seen == 0 ? "nil" : Integer.toString(seen)));
      }
      text.append("p" + t + " " + begin + "-" + end + " " + outcome + " ");
      text.append(String.join(", ", operations)).append('\n');
    }
    return text.toString();
  }

  @Test
  void zones_say_which_version_precedes_which_and_whether_that_is_contradictory() throws Spent {
    SplittableRandom random = new SplittableRandom(5);
    int contradictory = 0;
    for (int i = 0; i < HISTORIES; i++) {
      String text = random(random);
      Definition definition = new Definition(text);
      VersionZones zones = definition.zones();
      boolean[][] closure = definition.closure();
      boolean cyclic = false;
      for (int u = 0; u < closure.length; u++) {
        cyclic |= closure[u][u];
        for (int v = 0; v < closure.length; v++) {
          if (definition.versions.key(u) == definition.versions.key(v)) {
            assertThat(zones.precedes(u, v)).as(text).isEqualTo(definition.precedes[u][v]);
          }
        }
      }
      assertThat(zones.isContradictory()).as(text).isEqualTo(cyclic);
      if (cyclic) {
        contradictory++;
        int[] pair = zones.contradiction();
        assertThat(definition.precedes[pair[0]][pair[1]]).as(text).isTrue();
        assertThat(definition.precedes[pair[1]][pair[0]]).as(text).isTrue();
      }
    }
    assertThat(contradictory).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
  }

  @Test
  void graph_says_the_same_as_the_pairs_in_a_linear_number_of_edges() throws Spent {
    SplittableRandom random = new SplittableRandom(6);
    int related = 0;
    for (int i = 0; i < HISTORIES; i++) {
      String text = random(random);
      Definition definition = new Definition(text);
      VersionZones zones = definition.zones();
      if (zones.isContradictory()) {
        continue;
      }
      int versions = definition.versions.count();
      DependencyGraph.Builder builder =
          new DependencyGraph.Builder(versions, Allowance.unlimited());
      zones.addTo(builder, 0);
      DependencyGraph graph = builder.build();
      assertThat(graph.edges()).isLessThanOrEqualTo(4 * versions);
      boolean[][] closure = definition.closure();
      for (int u = 0; u < versions; u++) {
        boolean[] reached = new boolean[graph.vertices()];
        reach(graph, u, reached, false);
        boolean[] next = new boolean[graph.vertices()];
        reach(graph, u, next, true);
        for (int v = 0; v < versions; v++) {
          assertThat(reached[v]).as("%s before %s in%n%s", u, v, text).isEqualTo(closure[u][v]);
          assertThat(!next[v] || definition.precedes[u][v]).as(text).isTrue();
          related += reached[v] ? 1 : 0;
        }
      }
    }
    assertThat(related).isGreaterThan(HISTORIES);
  }

  private static void reach(
      DependencyGraph graph, int from, boolean[] reached, boolean throughHubsOnly) {
    for (int e = graph.begin(from); e < graph.end(from); e++) {
      int to = graph.target(e);
      if (!reached[to]) {
        reached[to] = true;
        if (graph.isHub(to) || !throughHubsOnly) {
          reach(graph, to, reached, throughHubsOnly);
        }
      }
    }
  }

  @Test
  void forward_zones_one_after_the_other_are_in_order() throws Spent {
    Definition definition =
        new Definition(
            """
            p0 0-1 ok w x 1
            p1 2-3 ok r x 1
            p2 4-5 ok w x 2
            p3 6-7 ok r x 2
            """);
    assertThat(definition.zones().isContradictory()).isFalse();
    assertThat(definition.zones().precedes(version(definition, 0), version(definition, 2)))
        .isTrue();
  }

  @Test
  void overlapping_forward_zones_are_contradictory() throws Spent {
    Definition definition =
        new Definition(
            """
            p0 0-1 ok w x 1
            p1 2-3 ok w x 2
            p2 4-5 ok r x 1
            p3 6-7 ok r x 2
            """);
    assertThat(definition.zones().isContradictory()).isTrue();
  }

  @Test
  void backward_zone_at_the_edge_of_a_forward_one_is_not_contradictory() throws Spent {
    String inside =
        """
        p0 0-1 ok w x 1
        p1 2-3 ok w x 2
        p2 4-5 ok r x 1
        """;
    assertThat(new Definition(inside).zones().isContradictory()).isTrue();
    assertThat(new Definition(inside.replace("2-3", "1-3")).zones().isContradictory()).isFalse();
    assertThat(new Definition(inside.replace("2-3", "2-4")).zones().isContradictory()).isFalse();
  }

  /** The version that a transaction's only operation wrote. */
  private static int version(Definition definition, int transaction) {
    return definition.versions.of(definition.history.firstOp(transaction));
  }
}
