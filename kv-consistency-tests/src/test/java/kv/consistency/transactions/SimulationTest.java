package kv.consistency.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kv.consistency.history.Event;
import kv.consistency.transactions.TransactionVerdict.Status;
import kv.consistency.transactions.simulation.Fault;
import kv.consistency.transactions.simulation.Isolation;
import kv.consistency.transactions.simulation.Simulation;
import kv.consistency.transactions.simulation.SimulationSettings;
import kv.consistency.transactions.simulation.TransactionGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Databases in memory: no false alarm at the level they keep, and what they don't keep is found.
 */
class SimulationTest {
  private static final VersionOrders WRITES_FOLLOW_READS = new VersionOrders(true, false, false);
  private static final VersionOrders ALL = new VersionOrders(true, true, true);

  /** Each key alone is linearizable under strict serializability and strong snapshot isolation. */
  private static VersionOrders assumed(Isolation isolation) {
    return switch (isolation) {
      case STRICT_SERIALIZABLE, SNAPSHOT_ISOLATION -> ALL;
      case SERIALIZABLE, READ_COMMITTED, READ_UNCOMMITTED, NONE -> WRITES_FOLLOW_READS;
    };
  }

  private static TransactionVerdict check(
      SimulationSettings settings, ConsistencyModel model, VersionOrders assumed) {
    return new TransactionChecker(TransactionCheckOptions.of(model).withAssumed(assumed))
        .check(HistoryText.history(settings.workload(), Simulation.run(settings)));
  }

  /** 5 levels, 2 workloads, 1,000 histories of each: 10,000 in all. */
  @ParameterizedTest
  @EnumSource(
      value = Isolation.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE"})
  void ten_thousand_histories_raise_no_false_alarm(Isolation isolation) {
    for (TransactionWorkload workload : TransactionWorkload.values()) {
      for (int seed = 0; seed < 1_000; seed++) {
        TransactionVerdict verdict =
            check(
                SimulationSettings.of(workload, isolation, 10 + seed % 60, seed),
                isolation.claim(),
                assumed(isolation));
        assertThat(verdict.status())
            .as("%s %s seed %d: %s", workload, isolation, seed, verdict.examples())
            .isEqualTo(Status.VALID);
      }
    }
  }

  /** Within so many transactions, a database of the level is seen not to keep the model. */
  @ParameterizedTest
  @CsvSource({
    "LIST_APPEND, NONE, read-uncommitted, 200",
    "LIST_APPEND, READ_UNCOMMITTED, read-committed, 200",
    "LIST_APPEND, READ_COMMITTED, snapshot-isolation, 200",
    "LIST_APPEND, SNAPSHOT_ISOLATION, serializable, 400",
    "LIST_APPEND, SERIALIZABLE, strong-session-serializable, 200",
    "LIST_APPEND, SERIALIZABLE, strict-serializable, 100",
    "RW_REGISTER, READ_UNCOMMITTED, read-committed, 200",
    "RW_REGISTER, READ_COMMITTED, serializable, 200",
    "RW_REGISTER, SNAPSHOT_ISOLATION, serializable, 1000",
    "RW_REGISTER, SERIALIZABLE, strict-serializable, 100"
  })
  void weaker_level_is_found_within_the_stated_number_of_transactions(
      TransactionWorkload workload, Isolation isolation, String model, int transactions) {
    for (int seed = 0; seed < 30; seed++) {
      TransactionVerdict verdict =
          check(
              SimulationSettings.of(workload, isolation, transactions, seed),
              ConsistencyModel.ofText(model).orElseThrow(),
              assumed(isolation));
      assertThat(verdict.status()).as("seed %d", seed).isEqualTo(Status.INVALID);
      assertThat(verdict.ruledOut()).contains(ConsistencyModel.ofText(model).orElseThrow());
    }
  }

  /** A fault in one transaction of ten, in 200 transactions, shows in one of these anomalies. */
  @ParameterizedTest
  @CsvSource({
    "LIST_APPEND, STRICT_SERIALIZABLE, LOST_WRITE, G0-realtime G-single-item",
    "LIST_APPEND, STRICT_SERIALIZABLE, REPEATED_WRITE, duplicate-elements",
    "LIST_APPEND, STRICT_SERIALIZABLE, APPLIED_FAILURE, G1a",
    "LIST_APPEND, STRICT_SERIALIZABLE, STALE_READ, G-single-item",
    "LIST_APPEND, STRICT_SERIALIZABLE, GARBAGE, garbage-read",
    "LIST_APPEND, READ_COMMITTED, APPLIED_FAILURE, G1a",
    "LIST_APPEND, SNAPSHOT_ISOLATION, STALE_READ, G-single-item G-single-item-realtime",
    "RW_REGISTER, STRICT_SERIALIZABLE, LOST_WRITE, cyclic-versions G-single-item-realtime G2-item",
    "RW_REGISTER, STRICT_SERIALIZABLE, APPLIED_FAILURE, G1a",
    "RW_REGISTER, STRICT_SERIALIZABLE, STALE_READ, cyclic-versions G-single-item-realtime"
  })
  void planted_fault_is_found(
      TransactionWorkload workload, Isolation isolation, Fault fault, String anomalies) {
    for (int seed = 0; seed < 30; seed++) {
      TransactionVerdict verdict =
          check(
              SimulationSettings.of(workload, isolation, 200, seed).withFault(fault, 0.1),
              isolation.claim(),
              assumed(isolation));
      assertThat(verdict.status()).as("seed %d", seed).isEqualTo(Status.INVALID);
      assertThat(verdict.anomalies().keySet().stream().map(Anomaly::text))
          .as("seed %d", seed)
          .containsAnyOf(anomalies.split(" ", -1));
    }
  }

  @Test
  void same_seed_runs_the_same() {
    SimulationSettings settings =
        SimulationSettings.of(
            TransactionWorkload.LIST_APPEND, Isolation.SNAPSHOT_ISOLATION, 500, 42);
    List<Event> once = Simulation.run(settings);
    assertThat(Simulation.run(settings)).isEqualTo(once);
    assertThat(once.stream().map(Event::type).distinct()).hasSize(4);
  }

  /** Reads of the past by half of all transactions make components of thousands of them. */
  @Test
  void broken_database_ends_with_small_cycles() {
    SimulationSettings settings =
        SimulationSettings.of(
                TransactionWorkload.LIST_APPEND, Isolation.STRICT_SERIALIZABLE, 20_000, 1)
            .withFault(Fault.STALE_READ, 0.5)
            .withShape(new TransactionGenerator.Shape(2, 2, 4, 300));
    TransactionVerdict verdict =
        check(settings, ConsistencyModel.STRICT_SERIALIZABLE, VersionOrders.INITIAL_ONLY);
    assertThat(verdict.status()).isEqualTo(Status.INVALID);
    assertThat(verdict.size().largestComponent()).isGreaterThan(2_000);
    List<Integer> lengths = new ArrayList<>();
    verdict
        .examples()
        .getOrDefault(Anomaly.G_SINGLE_ITEM, List.of())
        .forEach(example -> lengths.add(example.steps().size()));
    assertThat(lengths).contains(2);
  }
}
