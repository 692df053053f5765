package kv.consistency.linearizability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link Checker}: shares the partitions out among threads, a slice of work at a time,
 * so that hard partitions don't keep easy ones from being decided.
 */
final class Check<S, I, O> {

  private static final long FIRST_SLICE = 1 << 14;

  /** Nanoseconds before it is worth while to start threads. */
  private static final long ALONE = Duration.ofMillis(2).toNanos();

  private static final long PROGRESS_INTERVAL = Duration.ofMillis(100).toNanos();

  /** A partition on its way through the slices. */
  private static final class Task<S, I, O> {
    private final int partition;
    private final PartitionCheck<S, I, O> check;
    private long slice = FIRST_SLICE;

    private Task(int partition, PartitionCheck<S, I, O> check) {
      this.partition = partition;
      this.check = check;
    }
  }

  private record Found<S>(int partition, PartitionCheck.Illegal<S> illegal) {}

  private final Model<S, I, O> model;
  private final List<Operation<I, O>> history;
  private final CheckOptions options;
  private final long start;
  private final Budget budget;
  private final Partitions partitions;
  private final ConcurrentLinkedQueue<Task<S, I, O>> queue = new ConcurrentLinkedQueue<>();
  private final @Nullable Linearization<S>[] linearizations;
  private final AtomicReference<@Nullable Found<S>> found = new AtomicReference<>();

  // Guarded by this.
  private Verdict.@Nullable Reason unknown;
  private int done;
  private long configurations;
  private long lastProgress;

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type can't be made otherwise
  Check(Model<S, I, O> model, List<Operation<I, O>> history, CheckOptions options) {
    this.model = model;
    this.history = history;
    this.options = options;
    this.start = options.nanoTime().getAsLong();
    this.budget = new Budget(options, start + options.timeout().toNanos(), options.memory());
    this.partitions = Partitions.of(model, history);
    this.linearizations = new Linearization[options.linearizations() ? partitions.size() : 0];
    this.lastProgress = start;
  }

  Verdict<S> run() {
    for (int p = 0; p < partitions.size(); p++) {
      queue.add(
          new Task<>(
              p,
              new PartitionCheck<>(
                  model, history, partitions.members().get(p), budget, options.linearizations())));
    }
    work();
    return verdict();
  }

  private Verdict<S> verdict() {
    Found<S> violation = found.get();
    if (violation != null) {
      long spent = options.nanoTime().getAsLong() - start;
      Verdict.Statistics statistics = statistics();
      Witness<S> witness =
          new WitnessFinder<>(model, history, options, spent)
              .find(
                  partitions.keys().get(violation.partition()),
                  partitions.members().get(violation.partition()),
                  violation.illegal());
      return new Verdict.Invalid<>(witness, statistics);
    }
    Verdict.Reason reason = unknown;
    if (reason != null) {
      return new Verdict.Unknown<>(reason, statistics());
    }
    return new Verdict.Valid<>(Arrays.asList(linearizations), statistics());
  }

  private synchronized Verdict.Statistics statistics() {
    return new Verdict.Statistics(
        history.size(),
        partitions.size(),
        configurations,
        Duration.ofNanos(options.nanoTime().getAsLong() - start));
  }

  private void work() {
    drain(start + ALONE);
    int helpers = Math.min(options.parallelism(), queue.size()) - 1;
    if (helpers <= 0) {
      drain(Long.MAX_VALUE);
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(helpers, Check::newThread);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int h = 0; h < helpers; h++) {
        running.add(pool.submit(() -> drain(Long.MAX_VALUE)));
      }
      drain(Long.MAX_VALUE);
      for (Future<?> helper : running) {
        await(helper);
      }
    } finally {
      budget.stop();
      pool.shutdown();
    }
  }

  private static Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "linearizability-checker");
    thread.setDaemon(true);
    return thread;
  }

  private void await(Future<?> helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        note(Verdict.Reason.CANCELLED);
        budget.stop();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        if (e.getCause() instanceof ModelException broken) {
          throw broken;
        }
        throw new IllegalStateException("a model failed", e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Works on what is in the queue until that is empty, or until a time. */
  private void drain(long until) {
    boolean finished = false;
    try {
      while (until == Long.MAX_VALUE || options.nanoTime().getAsLong() - until < 0) {
        Task<S, I, O> task = queue.poll();
        if (task == null) {
          break;
        }
        advance(task);
      }
      finished = true;
    } finally {
      if (!finished) {
        budget.stop();
      }
    }
  }

  private void advance(Task<S, I, O> task) {
    long before = task.check.configurations();
    PartitionCheck.Outcome<S> outcome = null;
    try {
      outcome = task.check.run(task.slice);
    } catch (Budget.Spent spent) {
      note(spent.reason);
      if (spent.reason == Verdict.Reason.CANCELLED) {
        budget.stop();
      }
    } catch (OutOfMemoryError e) {
      // The budget counts the search's own tables; the caller's states are beyond its sight.
      note(Verdict.Reason.MEMORY);
    }
    boolean paused = outcome instanceof PartitionCheck.Paused<S>;
    if (!paused) {
      task.check.close();
    }
    if (outcome instanceof PartitionCheck.Illegal<S> illegal) {
      found.compareAndSet(null, new Found<>(task.partition, illegal));
      budget.stop();
    } else if (outcome instanceof PartitionCheck.Legal<S> legal && options.linearizations()) {
      linearizations[task.partition] =
          new Linearization<>(partitions.keys().get(task.partition), legal.steps());
    }
    report(task.check.configurations() - before, paused ? 0 : 1);
    if (paused) {
      task.slice *= 2;
      queue.add(task);
    }
  }

  private synchronized void note(Verdict.Reason reason) {
    if (unknown == null) {
      unknown = reason;
    }
  }

  private synchronized void report(long visited, int decided) {
    configurations += visited;
    done += decided;
    long now = options.nanoTime().getAsLong();
    if (now - lastProgress >= PROGRESS_INTERVAL) {
      lastProgress = now;
      options.progress().accept(new CheckOptions.Progress(done, partitions.size(), configurations));
    }
  }
}
