package kv.spi.locked;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import kv.consistency.linearizability.CheckOptions;
import kv.consistency.linearizability.Checker;
import kv.consistency.linearizability.Verdict;
import kv.spi.locked.RegisterWithConditions.Input;

/**
 * Many schedules, on all processors, each history checked by the project's own linearizability
 * checker. A schedule is made of its seed alone, so whatever is found can be run again, traced.
 */
final class Simulation {

  private static final int CHUNK = 500;

  private final Fault fault;
  private final Checker<Integer, Input, Integer> checker =
      new Checker<>(
          new RegisterWithConditions(),
          CheckOptions.defaults().withParallelism(1).withWitness(false));

  Simulation(Fault fault) {
    this.fault = fault;
  }

  /**
   * The least seed from {@code from} to below {@code to}, by {@code step}, that breaks a promise.
   */
  OptionalLong firstBroken(long from, long to, int step) {
    AtomicLong next = new AtomicLong(from);
    AtomicLong least = new AtomicLong(Long.MAX_VALUE);
    inParallel(() -> search(next, to, step, least));
    return least.get() == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least.get());
  }

  private void search(AtomicLong next, long to, int step, AtomicLong least) {
    LongPredicate goesOn = seed -> seed < to && seed < least.get();
    long chunk = next.getAndAdd((long) CHUNK * step);
    while (goesOn.test(chunk)) {
      for (int i = 0; i < CHUNK; i++) {
        long seed = chunk + (long) i * step;
        if (goesOn.test(seed) && isBroken(seed)) {
          least.accumulateAndGet(seed, Math::min);
        }
      }
      chunk = next.getAndAdd((long) CHUNK * step);
    }
  }

  boolean isBroken(long seed) {
    History history = Schedule.run(seed, fault, false).history();
    return !history.broken().isEmpty()
        || !(checker.check(history.operations()) instanceof Verdict.Valid);
  }

  /** What happened under {@code seed}, line by line, and what is wrong with it. */
  String account(long seed) {
    Schedule.Outcome outcome = Schedule.run(seed, fault, true);
    List<String> lines = new ArrayList<>(outcome.trace());
    lines.add("What the clients saw:");
    outcome.history().operations().forEach(operation -> lines.add("  " + operation));
    lines.addAll(outcome.history().broken());
    if (checker.check(outcome.history().operations()) instanceof Verdict.Invalid<Integer> invalid) {
      lines.add("not linearizable: " + invalid.witness());
    }
    return String.join("\n", lines);
  }

  private static void inParallel(Runnable work) {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(work));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the simulation itself failed", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
