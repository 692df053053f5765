package kv.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kv.consistency.linearizability.CheckOptions;
import kv.consistency.linearizability.Checker;
import kv.consistency.linearizability.Operation;
import kv.consistency.linearizability.Verdict;
import kv.consistency.model.Keyed;
import kv.consistency.model.Register;

/** What the clients of registers saw, by one clock, and whether it can be so. */
final class RegisterHistory {

  /** How a call ended. */
  enum End {
    OK,
    NOT_APPLIED,
    UNKNOWN
  }

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final List<Operation<Keyed.Input<Register.Input>, Register.Output>> operations =
      new ArrayList<>();
  private final Map<String, Map<End, Integer>> ends = new HashMap<>();

  synchronized void ok(
      String where,
      int process,
      String key,
      Register.Input input,
      Register.Output output,
      long call) {
    operations.add(
        Operation.completed(
            process, new Keyed.Input<>(key, input), output, call, System.nanoTime()));
    count(where, End.OK);
  }

  synchronized void unknown(
      String where, int process, String key, Register.Input input, long call) {
    operations.add(Operation.indeterminate(process, new Keyed.Input<>(key, input), call));
    count(where, End.UNKNOWN);
  }

  /** It took no effect and says nothing, so it is no part of the history. */
  synchronized void notApplied(String where) {
    count(where, End.NOT_APPLIED);
  }

  private void count(String where, End end) {
    ends.computeIfAbsent(where, name -> new EnumMap<>(End.class)).merge(end, 1, Integer::sum);
    notifyAll();
  }

  synchronized int count(String where, End... which) {
    int sum = 0;
    for (End end : which) {
      sum += ends.getOrDefault(where, Map.of()).getOrDefault(end, 0);
    }
    return sum;
  }

  /** Returns once {@code more} calls at {@code where} have ended so, from now on. */
  synchronized void await(String where, int more, End... which) throws InterruptedException {
    int enough = count(where, which) + more;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (count(where, which) < enough) {
      long left = deadline - System.nanoTime();
      assertThat(left)
          .as("time left for %d more %s at %s: %s", more, List.of(which), where, ends)
          .isPositive();
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Fails unless all that was seen has an order. */
  synchronized void assertLinearizable() {
    Verdict<?> verdict =
        new Checker<>(
                new Keyed<>(new Register(Register.NilRead.ABSENT)),
                CheckOptions.defaults().withTimeout(PATIENCE))
            .check(List.copyOf(operations));
    assertThat(verdict)
        .as("%d operations, %s", operations.size(), ends)
        .isInstanceOf(Verdict.Valid.class);
  }
}
