package kv.consistency.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import kv.consistency.transactions.TransactionVerdict.Status;
import org.junit.jupiter.api.Test;

/**
 * Against the models' definitions, on histories small enough to try every order. No false alarm,
 * ever; and where committed reads saw every append, nothing is missed. What the checker can't see
 * is the order of writes that nobody read, as Elle's paper says: of registers that is most.
 */
class BruteForceTest {
  private static final int HISTORIES = 4_000;
  private static final VersionOrders WRITES_FOLLOW_READS = new VersionOrders(true, false, false);
  private static final VersionOrders ALL = new VersionOrders(true, true, true);

  private record Count(int satisfying, int violating, int missed) {}

  private static Count compare(
      TransactionWorkload workload,
      ConsistencyModel model,
      VersionOrders assumed,
      Predicate<SerialOracle> satisfied) {
    RandomSmallHistories histories = new RandomSmallHistories(workload, 7);
    TransactionChecker checker =
        new TransactionChecker(TransactionCheckOptions.of(model).withAssumed(assumed));
    int satisfying = 0;
    int violating = 0;
    int missed = 0;
    for (int i = 0; i < HISTORIES; i++) {
      String text = histories.next();
      TransactionHistory history = HistoryText.history(workload, text);
      SerialOracle oracle = new SerialOracle(history);
      TransactionVerdict verdict = checker.check(history);
      boolean invalid = verdict.status() == Status.INVALID;
      if (satisfied.test(oracle)) {
        satisfying++;
        assertThat(invalid).as("false alarm %s in%n%s", verdict.examples(), text).isFalse();
        continue;
      }
      violating++;
      missed += invalid ? 0 : 1;
      if (workload == TransactionWorkload.LIST_APPEND && oracle.isEveryWriteRead()) {
        assertThat(invalid).as("missed in%n%s", text).isTrue();
      }
    }
    assertThat(satisfying).isGreaterThan(HISTORIES / 20);
    assertThat(violating).isGreaterThan(HISTORIES / 20);
    return new Count(satisfying, violating, missed);
  }

  @Test
  void lists_serializable() {
    Count count =
        compare(
            TransactionWorkload.LIST_APPEND,
            ConsistencyModel.SERIALIZABLE,
            VersionOrders.INITIAL_ONLY,
            SerialOracle::isSerializable);
    assertThat(count.missed()).isLessThan(count.violating() / 10);
  }

  @Test
  void lists_strict_serializable() {
    Count count =
        compare(
            TransactionWorkload.LIST_APPEND,
            ConsistencyModel.STRICT_SERIALIZABLE,
            VersionOrders.INITIAL_ONLY,
            SerialOracle::isStrictSerializable);
    assertThat(count.missed()).isLessThan(count.violating() / 10);
  }

  @Test
  void lists_snapshot_isolation() {
    Count count =
        compare(
            TransactionWorkload.LIST_APPEND,
            ConsistencyModel.SNAPSHOT_ISOLATION,
            VersionOrders.INITIAL_ONLY,
            SerialOracle::isSnapshotIsolated);
    assertThat(count.missed()).isLessThan(count.violating() / 10);
  }

  @Test
  void registers_serializable() {
    Count count =
        compare(
            TransactionWorkload.RW_REGISTER,
            ConsistencyModel.SERIALIZABLE,
            WRITES_FOLLOW_READS,
            SerialOracle::isSerializable);
    assertThat(count.missed()).isLessThan(count.violating() / 2);
  }

  @Test
  void registers_strict_serializable() {
    Count count =
        compare(
            TransactionWorkload.RW_REGISTER,
            ConsistencyModel.STRICT_SERIALIZABLE,
            ALL,
            SerialOracle::isStrictSerializable);
    assertThat(count.missed()).isLessThan(count.violating() / 2);
  }

  @Test
  void registers_snapshot_isolation() {
    Count count =
        compare(
            TransactionWorkload.RW_REGISTER,
            ConsistencyModel.SNAPSHOT_ISOLATION,
            WRITES_FOLLOW_READS,
            SerialOracle::isSnapshotIsolated);
    assertThat(count.missed()).isLessThan(count.violating() / 2);
  }
}
