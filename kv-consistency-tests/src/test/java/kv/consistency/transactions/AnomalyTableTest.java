package kv.consistency.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kv.consistency.transactions.TransactionVerdict.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each anomaly in the smallest history that shows it, and near misses that don't. */
class AnomalyTableTest {

  static Stream<AnomalyCase> cases() {
    return Arrays.stream(TransactionWorkload.values())
        .flatMap(workload -> AnomalyCase.of(workload).stream());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void history_shows_exactly_the_anomalies_of_its_case(AnomalyCase one) {
    TransactionVerdict verdict =
        new TransactionChecker(TransactionCheckOptions.of(one.model()).withAssumed(one.assumed()))
            .check(HistoryText.history(one.workload(), one.history()));

    Set<String> names = new TreeSet<>();
    verdict.anomalies().keySet().forEach(anomaly -> names.add(anomaly.text()));
    assertThat(names).isEqualTo(one.anomalies());
    assertThat(verdict.status()).isEqualTo(expectedStatus(one));
    verdict
        .examples()
        .forEach(
            (anomaly, examples) ->
                assertThat(examples).isNotEmpty().allMatch(e -> !e.text().isEmpty()));
  }

  private static Status expectedStatus(AnomalyCase one) {
    if (one.anomalies().isEmpty()) {
      return Status.VALID;
    }
    return one.anomalies().equals(Set.of("empty-transaction-graph"))
        ? Status.UNKNOWN
        : Status.INVALID;
  }

  @Test
  void every_anomaly_that_a_workload_can_show_has_a_case() {
    Set<String> shown = new TreeSet<>();
    cases().forEach(one -> shown.addAll(one.anomalies()));
    Set<String> all = new TreeSet<>();
    Arrays.stream(Anomaly.values()).map(Anomaly::text).forEach(all::add);
    // Needs a large history: see CycleSearchTest.
    all.remove("cycle-search-timeout");
    assertThat(shown).isEqualTo(all);
  }
}
