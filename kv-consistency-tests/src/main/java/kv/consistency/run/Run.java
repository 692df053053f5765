package kv.consistency.run;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import kv.consistency.client.StoreClient;
import kv.consistency.cluster.FrontEndNode;
import kv.consistency.history.Value;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Recording;
import kv.consistency.topology.Deployment;
import kv.consistency.workload.Workload.Load;
import kv.consistency.workload.Workload.Setup;

/**
 * One run on a store that is ready. Its phases: a warm-up, until something has succeeded; the
 * faults, for as long as the plan says; healing; and final reads, of all that was written, on a
 * store that is well.
 */
public final class Run {
  private static final Duration WARM_UP = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long TELL_MILLIS = 1_000;

  private final Plan plan;
  private final Setup setup;
  private final List<URI> frontEnds;
  private final Optional<Deployment> deployment;
  private final Progress progress;

  /** The event that says, in its {@code words}, why the run says nothing of the store. */
  static final String BROKEN = "broken";

  private Run(
      Plan plan,
      Setup setup,
      List<URI> frontEnds,
      Optional<Deployment> deployment,
      Progress progress) {
    this.plan = plan;
    this.setup = setup;
    this.frontEnds = List.copyOf(frontEnds);
    this.deployment = deployment;
    this.progress = progress;
  }

  /** On processes that can be broken. */
  public static Run of(Plan plan, Setup setup, Deployment deployment, Progress progress) {
    List<URI> ends = deployment.frontEnds().stream().map(FrontEndNode::base).toList();
    return new Run(plan, setup, ends, Optional.of(deployment), progress);
  }

  /** On front ends that run somewhere, and are left alone but for the load. */
  public static Run of(Plan plan, Setup setup, List<URI> frontEnds, Progress progress) {
    return new Run(plan, setup, frontEnds, Optional.empty(), progress);
  }

  /**
   * Runs it.
   *
   * @param history the file that is written
   */
  public void execute(Path history) throws IOException, InterruptedException {
    try (Recording recording = Recording.to(history, System::nanoTime)) {
      Load load = plan.workload().load(setup);
      Clients clients = new Clients(recording, load, plan, frontEnds);
      Optional<Nemesis> nemesis =
          deployment.map(processes -> new Nemesis(processes, plan, recording));
      phase(recording, "warm-up");
      clients.start();
      boolean warm =
          until(
              recording,
              "warm-up",
              WARM_UP,
              nemesis,
              () -> succeeded(recording) || isBroken(clients));
      if (!warm) {
        broken(
            recording,
            "nothing succeeded within " + WARM_UP.toSeconds() + " s of undisturbed load");
      } else {
        disturb(recording, clients, nemesis);
      }
      clients.stop();
      clients.broken().ifPresent(e -> broken(recording, "the harness failed: " + e));
      if (warm) {
        phase(recording, "final-reads");
        if (!until(recording, "final reads", PATIENCE, nemesis, () -> finish(recording, load))) {
          broken(
              recording,
              "not all final reads were answered within %d s of the last fault's end"
                  .formatted(PATIENCE.toSeconds()));
        }
      }
      phase(recording, "end");
    }
  }

  private void disturb(Recording recording, Clients clients, Optional<Nemesis> nemesis)
      throws InterruptedException {
    phase(recording, "faults");
    Optional<FutureTask<Boolean>> faults = nemesis.map(each -> new FutureTask<>(each, true));
    faults.ifPresent(task -> new Thread(task, "nemesis").start());
    until(recording, "faults", plan.duration(), nemesis, () -> isBroken(clients));
    // In a short run one fault may take all the time; the others still get their turns.
    until(
        recording,
        "more faults",
        PATIENCE,
        nemesis,
        () -> isBroken(clients) || nemesis.map(Nemesis::hasTriedAll).orElse(true));
    phase(recording, "healing");
    nemesis.ifPresent(Nemesis::stop);
    if (faults.isPresent()) {
      try {
        faults.get().get();
      } catch (ExecutionException e) {
        broken(recording, "the harness failed: " + e.getCause());
      }
    }
    deployment.ifPresent(Deployment::bringBack);
    until(recording, "healing", PATIENCE, nemesis, this::areReady);
  }

  private static boolean isBroken(Clients clients) {
    return clients.broken().isPresent();
  }

  private static boolean succeeded(Recording recording) {
    return recording.operations().values().stream().anyMatch(counts -> counts.ok() > 0);
  }

  private boolean areReady() {
    return frontEnds.stream()
        .allMatch(
            end -> {
              try (StoreClient client = new StoreClient(end, plan.patience())) {
                return client.isReady();
              }
            });
  }

  /** By each front end in turn, so that one that has gone wrong is seen. */
  private boolean finish(Recording recording, Load load) {
    for (URI frontEnd : frontEnds) {
      try (Caller caller = new Caller(recording, frontEnd, plan.patience())) {
        if (!load.finish(caller)) {
          return false;
        }
      }
    }
    return true;
  }

  private static void broken(Recording recording, String words) {
    recording.nemesis(BROKEN, Map.of("words", Value.of(words)));
  }

  private static void phase(Recording recording, String name) {
    recording.nemesis("phase", Map.of("phase", Value.of(name)));
  }

  /** Whether it has come about in time; tells of the progress meanwhile. */
  private boolean until(
      Recording recording,
      String phase,
      Duration atMost,
      Optional<Nemesis> nemesis,
      BooleanSupplier condition)
      throws InterruptedException {
    long start = System.nanoTime();
    long told = 0;
    while (true) {
      long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (condition.getAsBoolean()) {
        return true;
      }
      if (elapsed >= atMost.toMillis()) {
        return false;
      }
      if (elapsed >= told) {
        tell(recording, phase, elapsed, nemesis);
        told = elapsed + TELL_MILLIS;
      }
      Thread.sleep(Math.min(100, atMost.toMillis() - elapsed));
    }
  }

  private void tell(Recording recording, String phase, long elapsed, Optional<Nemesis> nemesis) {
    long ok = 0;
    long fail = 0;
    long info = 0;
    for (Recording.Counts counts : recording.operations().values()) {
      ok += counts.ok();
      fail += counts.fail();
      info += counts.info();
    }
    progress.tell(phase, elapsed, ok, fail, info, nemesis.map(Nemesis::current).orElse(""));
  }
}
