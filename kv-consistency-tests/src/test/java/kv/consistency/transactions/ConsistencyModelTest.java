package kv.consistency.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kv.consistency.transactions.graph.CycleType;
import kv.consistency.transactions.graph.CycleType.Dependencies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistencyModelTest {

  private static Anomaly anomaly(String text) {
    return Arrays.stream(Anomaly.values())
        .filter(anomaly -> anomaly.text().equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> names(Set<ConsistencyModel> models) {
    return models.stream()
        .map(ConsistencyModel::text)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @CsvSource({
    "G0, read-uncommitted, 25",
    "G0-process, strong-session-read-uncommitted, 8",
    "G0-realtime, strong-read-uncommitted, 4",
    "G1a, read-committed, 22",
    "G1b, read-committed, 22",
    "G1c, read-committed, 22",
    "G1c-process, strong-session-read-committed, 6",
    "G1c-realtime, strong-read-committed, 3",
    "G-single-item, consistent-view repeatable-read, 10",
    "G-single-item-process, strong-session-snapshot-isolation, 4",
    "G-single-item-realtime, strong-snapshot-isolation, 2",
    "G-nonadjacent-item, repeatable-read snapshot-isolation, 7",
    "G-nonadjacent-item-process, strong-session-snapshot-isolation, 4",
    "G-nonadjacent-item-realtime, strong-snapshot-isolation, 2",
    "G2-item, repeatable-read, 4",
    "G2-item-process, strong-session-serializable, 2",
    "G2-item-realtime, strict-serializable, 1",
    "internal, read-atomic, 11",
    "future-read, read-committed, 22",
    "lost-update, cursor-stability update-atomic, 13",
    "dirty-update, read-committed, 22",
    "duplicate-elements, read-uncommitted, 25",
    "garbage-read, read-uncommitted, 25",
    "incompatible-order, read-committed, 22",
    "cyclic-versions, read-uncommitted, 25"
  })
  void anomaly_rules_out_these_weakest_models_and_so_many_in_all(
      String anomaly, String weakest, int all) {
    Set<ConsistencyModel> out = ConsistencyModel.ruledOut(Set.of(anomaly(anomaly)));
    assertThat(names(ConsistencyModel.weakest(out)))
        .isEqualTo(new TreeSet<>(List.of(weakest.split(" ", -1))));
    assertThat(out).hasSize(all);
  }

  @Test
  void whatever_rules_out_a_model_rules_out_every_stronger_one() {
    for (Anomaly anomaly : Anomaly.values()) {
      Set<ConsistencyModel> out = ConsistencyModel.ruledOut(Set.of(anomaly));
      for (ConsistencyModel model : ConsistencyModel.values()) {
        assertThat(out.stream().noneMatch(model::implies) || out.contains(model)).isTrue();
      }
    }
  }

  /** So what a cycle of the first sort may hide (decision 44) can't change a verdict. */
  @Test
  void cycle_without_anti_dependencies_rules_out_all_that_one_with_them_does() {
    List<CycleType> types = CycleType.WORST_FIRST;
    for (CycleType without : types) {
      for (CycleType with : types) {
        if (without.dependencies().compareTo(Dependencies.G1C) <= 0
            && with.dependencies().compareTo(Dependencies.G1C) > 0
            && without.order().compareTo(with.order()) <= 0) {
          assertThat(ConsistencyModel.ruledOut(Set.of(Anomaly.of(without))))
              .containsAll(ConsistencyModel.ruledOut(Set.of(Anomaly.of(with))));
        }
      }
    }
  }

  @Test
  void strict_serializable_implies_every_model_and_forbids_every_anomaly() {
    for (ConsistencyModel model : ConsistencyModel.values()) {
      assertThat(ConsistencyModel.STRICT_SERIALIZABLE.implies(model)).isTrue();
    }
    Set<Anomaly> decided = EnumSet.allOf(Anomaly.class);
    decided.removeIf(Anomaly::isIndecision);
    assertThat(ConsistencyModel.STRICT_SERIALIZABLE.forbidden()).isEqualTo(decided);
  }

  @Test
  void indecision_rules_out_nothing() {
    assertThat(
            ConsistencyModel.ruledOut(
                Set.of(Anomaly.EMPTY_TRANSACTION_GRAPH, Anomaly.CYCLE_SEARCH_TIMEOUT)))
        .isEmpty();
  }

  @Test
  void implication_is_a_partial_order() {
    for (ConsistencyModel a : ConsistencyModel.values()) {
      assertThat(a.implies(a)).isTrue();
      for (ConsistencyModel b : ConsistencyModel.values()) {
        assertThat(a != b && a.implies(b) && b.implies(a)).isFalse();
      }
    }
  }

  @Test
  void names_are_read_back() {
    for (ConsistencyModel model : ConsistencyModel.values()) {
      assertThat(ConsistencyModel.ofText(model.text())).contains(model);
    }
    assertThat(ConsistencyModel.ofText("strong-serializable"))
        .contains(ConsistencyModel.STRICT_SERIALIZABLE);
    assertThat(ConsistencyModel.ofText("linearizable")).isEmpty();
  }
}
