package kv.consistency.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kv.consistency.history.Event;
import kv.consistency.transactions.TransactionVerdict.Status;
import kv.consistency.transactions.graph.Allowance.Limit;
import kv.consistency.transactions.simulation.Fault;
import kv.consistency.transactions.simulation.Isolation;
import kv.consistency.transactions.simulation.Simulation;
import kv.consistency.transactions.simulation.SimulationSettings;
import kv.consistency.transactions.simulation.TransactionGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks end when they are told to, say why, keep what they have found, and never guess. */
class LimitsTest {
  private static final VersionOrders ALL = new VersionOrders(true, true, true);
  private static final TransactionWorkload LISTS = TransactionWorkload.LIST_APPEND;

  private static List<Event> good(TransactionWorkload workload, int transactions) {
    return Simulation.run(
        SimulationSettings.of(workload, Isolation.STRICT_SERIALIZABLE, transactions, 1));
  }

  private static List<Event> broken(TransactionWorkload workload, int transactions) {
    return Simulation.run(
        SimulationSettings.of(workload, Isolation.STRICT_SERIALIZABLE, transactions, 1)
            .withShape(new TransactionGenerator.Shape(2, 2, 4, 100))
            .withFault(Fault.STALE_READ, 0.5));
  }

  private static TransactionCheckOptions options() {
    return TransactionCheckOptions.of(ConsistencyModel.STRICT_SERIALIZABLE).withAssumed(ALL);
  }

  private static TransactionVerdict check(
      TransactionHistory history, TransactionCheckOptions options) {
    return new TransactionChecker(options).check(history);
  }

  /** A clock that is asked, and at the given question says that time is over. */
  private static final class Looks {
    private final long last;
    private long count;

    Looks(long last) {
      this.last = last;
    }

    boolean isOver() {
      return ++count >= last;
    }

    long count() {
      return count;
    }
  }

  private static long looks(TransactionHistory history) {
    Looks all = new Looks(Long.MAX_VALUE);
    check(history, options().withExpired(all::isOver));
    return all.count();
  }

  @ParameterizedTest
  @EnumSource(TransactionWorkload.class)
  void valid_history_is_unknown_wherever_time_ends_before_the_end(TransactionWorkload workload) {
    TransactionHistory history = HistoryText.history(workload, good(workload, 1_000));
    long needed = looks(history);
    for (long last = 1; last <= needed; last++) {
      Looks looks = new Looks(last);
      TransactionVerdict verdict = check(history, options().withExpired(looks::isOver));
      assertThat(verdict.status()).as("look %d of %d", last, needed).isEqualTo(Status.UNKNOWN);
      assertThat(verdict.spent()).contains(Limit.TIME);
      assertThat(verdict.reason()).contains("the time was used up");
      assertThat(looks.count()).as("work after the end").isEqualTo(last);
    }
    assertThat(check(history, options()).status()).isEqualTo(Status.VALID);
  }

  @ParameterizedTest
  @EnumSource(TransactionWorkload.class)
  void what_was_proved_before_time_ended_stays_proved(TransactionWorkload workload) {
    TransactionHistory history = HistoryText.history(workload, broken(workload, 1_000));
    long needed = looks(history);
    List<Status> statuses = new ArrayList<>();
    Set<Anomaly> found = Set.of();
    for (long last = 1; last <= needed; last++) {
      TransactionVerdict verdict = check(history, options().withExpired(new Looks(last)::isOver));
      assertThat(verdict.spent()).contains(Limit.TIME);
      assertThat(verdict.anomalies()).containsKey(Anomaly.CYCLE_SEARCH_TIMEOUT);
      assertThat(verdict.anomalies().keySet()).containsAll(found);
      found = verdict.anomalies().keySet();
      statuses.add(verdict.status());
    }
    int first = statuses.indexOf(Status.INVALID);
    assertThat(first).isPositive();
    assertThat(statuses.subList(0, first)).containsOnly(Status.UNKNOWN);
    assertThat(statuses.subList(first, statuses.size())).containsOnly(Status.INVALID);
    TransactionVerdict whole = check(history, options());
    assertThat(whole.spent()).isEmpty();
    assertThat(whole.anomalies()).doesNotContainKey(Anomaly.CYCLE_SEARCH_TIMEOUT);
  }

  @Test
  void every_part_of_a_check_asks_the_clock() {
    Set<String> askers = new TreeSet<>();
    TransactionCheckOptions options =
        options()
            .withExpired(
                () -> {
                  StackWalker.getInstance().forEach(frame -> askers.add(frame.getClassName()));
                  return false;
                });
    for (TransactionWorkload workload : TransactionWorkload.values()) {
      check(HistoryText.history(workload, good(workload, 20_000)), options);
      check(HistoryText.history(workload, broken(workload, 20_000)), options);
    }
    assertThat(askers.stream().map(name -> name.replaceAll("^.*[.]|[$].*", "")))
        .contains(
            "WriteIndex",
            "ListVersions",
            "ListAppendAnomalies",
            "ListAppendInference",
            "RegisterVersions",
            "RegisterVersionOrder",
            "VersionZones",
            "VertexCycle",
            "RegisterAnomalies",
            "RegisterInference",
            "LostUpdates",
            "ClientOrders",
            "DependencyGraph",
            "Components",
            "LocalGraph",
            "PathGraph",
            "CycleSearch");
  }

  /** As far as steps are counted, which every loop over the history does. */
  @ParameterizedTest
  @EnumSource(TransactionWorkload.class)
  void work_in_a_broken_database_is_near_linear(TransactionWorkload workload) {
    long small = looks(HistoryText.history(workload, broken(workload, 5_000)));
    long large = looks(HistoryText.history(workload, broken(workload, 40_000)));
    assertThat(large).isLessThan(8 * small * 5 / 4);
  }

  @ParameterizedTest
  @EnumSource(TransactionWorkload.class)
  void memory_that_does_not_suffice_makes_a_valid_history_unknown(TransactionWorkload workload) {
    TransactionHistory history = HistoryText.history(workload, good(workload, 2_000));
    long needed = memoryFor(history);
    for (long part = 0; part < 50; part++) {
      TransactionVerdict verdict = check(history, options().withMemory(1 + needed * part / 50));
      assertThat(verdict.status()).as("%d of 50", part).isEqualTo(Status.UNKNOWN);
      assertThat(verdict.spent()).contains(Limit.MEMORY);
      assertThat(verdict.reason()).contains("the memory was used up");
    }
    assertThat(check(history, options().withMemory(needed)).spent()).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(TransactionWorkload.class)
  void what_was_proved_before_memory_ended_stays_proved(TransactionWorkload workload) {
    TransactionHistory history = HistoryText.history(workload, broken(workload, 1_000));
    List<Status> statuses = new ArrayList<>();
    for (long memory = 1 << 14; memory < 64 << 20; memory += memory / 4) {
      TransactionVerdict verdict = check(history, options().withMemory(memory));
      assertThat(verdict.status() == Status.INVALID || verdict.spent().isPresent()).isTrue();
      statuses.add(verdict.status());
    }
    int first = statuses.indexOf(Status.INVALID);
    assertThat(first).isPositive();
    assertThat(statuses.subList(0, first)).containsOnly(Status.UNKNOWN);
    assertThat(statuses.subList(first, statuses.size())).containsOnly(Status.INVALID);
  }

  /** The least memory, to within a hundredth, with which a valid history is found so. */
  private static long memoryFor(TransactionHistory history) {
    long low = 0;
    long high = 1L << 32;
    while (high - low > high / 100) {
      long middle = (low + high) >>> 1;
      if (check(history, options().withMemory(middle)).status() == Status.VALID) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** What is not in the account is found out by what the thread allocates, garbage and all. */
  @ParameterizedTest
  @EnumSource(TransactionWorkload.class)
  void account_knows_of_nearly_all_that_is_allocated(TransactionWorkload workload) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Event> events = good(workload, 20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    TransactionHistory history = HistoryText.history(workload, events);
    long indexed = threads.getCurrentThreadAllocatedBytes() - before;
    // Columns grow by half: what they leave behind is at most twice what they are.
    assertThat(history.bytes()).isBetween(indexed / 6, indexed);
    long needed = memoryFor(history) - history.bytes();

    before = threads.getCurrentThreadAllocatedBytes();
    check(history, options());
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // The order of registers' versions is built anew with each assumption.
    assertThat(allocated).isLessThan(6 * needed);
  }

  @Test
  void kind_of_cycle_that_the_model_allows_may_stay_undecided() {
    TransactionHistory history = HistoryText.history(LISTS, broken(LISTS, 2_000));
    TransactionVerdict serializable =
        check(
            history, TransactionCheckOptions.of(ConsistencyModel.SERIALIZABLE).withSearchEdges(0));
    assertThat(serializable.anomalies()).containsKey(Anomaly.CYCLE_SEARCH_TIMEOUT);

    TransactionHistory skew =
        HistoryText.history(
            LISTS, "p0 0-9 ok r x nil, append y 1\np1 1-8 ok r y nil, append x 1\n");
    TransactionCheckOptions cut =
        TransactionCheckOptions.of(ConsistencyModel.SERIALIZABLE).withSearchEdges(0);
    assertThat(check(skew, cut).status()).isEqualTo(Status.UNKNOWN);
    TransactionCheckOptions weak =
        TransactionCheckOptions.of(ConsistencyModel.READ_COMMITTED).withSearchEdges(0);
    assertThat(check(skew, weak).status()).isEqualTo(Status.VALID);
  }

  @Test
  void index_counts_invocations_that_never_end_and_distinct_keys_and_values()
      throws UnfitHistoryException {
    String key = "k".repeat(1_000);
    TransactionHistoryBuilder builder = new TransactionHistoryBuilder(LISTS);
    long before = builder.bytes();
    for (Event event : HistoryText.events("p0 0-1 info append " + key + " " + key + "v")) {
      builder.add(event);
    }
    assertThat(builder.bytes() - before).isGreaterThan(4_000);
    TransactionHistoryBuilder open = new TransactionHistoryBuilder(LISTS);
    open.add(HistoryText.events("p0 0-1 info append " + key + " 1").get(0));
    assertThat(open.bytes() - before).isGreaterThan(2_000);
  }
}
