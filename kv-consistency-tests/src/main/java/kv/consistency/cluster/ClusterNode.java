package kv.consistency.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own, with a home directory, a log and a host. Its methods are for
 * one thread at a time.
 */
public abstract class ClusterNode {
  static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Of a date in an answer, which has no fractions, and of the answer's way. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(1500);

  private final String name;
  private final Host host;
  private final Path home;
  private final LogFile log;
  private final Optional<MovableClock> clock;
  private @Nullable LocalProcess process;
  private boolean paused;
  private long startOfLog;

  /**
   * @param clock if its clock can be moved
   */
  ClusterNode(String name, Host host, Path home, Optional<MovableClock> clock) {
    this.name = name;
    this.host = host;
    this.home = home;
    this.clock = clock;
    this.log = new LogFile(home.resolve("node.log"));
  }

  public final String name() {
    return name;
  }

  public final String address() {
    return host.address();
  }

  final Host host() {
    return host;
  }

  final Path home() {
    return home;
  }

  /** All that it has printed, over all starts. */
  public final LogFile log() {
    return log;
  }

  public final long pid() {
    return started().pid();
  }

  public final boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Alive and not paused. */
  public final boolean isRunning() {
    return isAlive() && !paused;
  }

  /** Fails if it is not running. */
  final void requireRunning() {
    if (!isRunning()) {
      throw new ClusterException(name + (isAlive() ? " is paused" : " is down"));
    }
  }

  /** What runs there, without the host's prefix. */
  abstract List<String> command();

  /** What time it says it is, at best to the second; it must be running. */
  abstract Instant wallClock();

  /** Whether a process of this kind may see the environment variable with this name. */
  abstract boolean mayInherit(String variable);

  /** What it prints once it serves clients. */
  abstract Pattern serves();

  /** Starts the process and returns at once; {@link #awaitServing} waits for it. */
  public void launch() {
    if (isAlive()) {
      throw new ClusterException(name + " runs already");
    }
    Predicate<String> environment = this::mayInherit;
    startOfLog = log.end();
    process = LocalProcess.start(name, home, log.path(), environment, line());
    paused = false;
  }

  private List<String> line() {
    List<String> line = host.command();
    clock.ifPresent(
        movable -> {
          line.add("env");
          line.addAll(movable.environment());
        });
    line.addAll(command());
    return line;
  }

  /** Whether its clock can be moved. */
  public final boolean hasMovableClock() {
    return clock.isPresent();
  }

  /**
   * Makes its wall clock wrong by so much, or right by zero, for this and later starts; its
   * monotonic clock goes on. Where it runs, returns once it says so itself, to the second.
   */
  public final void moveClock(Duration by) {
    MovableClock movable =
        clock.orElseThrow(
            () -> new ClusterException(name + " was not configured with a movable clock"));
    movable.move(by);
    if (isRunning()) {
      Polling.await(
          name + " with its clock moved by " + by,
          PATIENCE,
          () -> clockError().minus(by).abs().compareTo(CLOCK_TOLERANCE) <= 0);
    }
  }

  /**
   * By how much its wall clock is wrong, by its own words and to the second; it must be running.
   */
  public final Duration clockError() {
    requireRunning();
    Instant before = Instant.now();
    Instant told = wallClock();
    Instant after = Instant.now();
    return Duration.between(before.plus(Duration.between(before, after).dividedBy(2)), told);
  }

  /** Returns once it serves clients, by what it says. */
  public final void awaitServing() {
    awaitLog(serves());
  }

  /** Starts it, and returns once it serves clients. */
  public final void start() {
    launch();
    awaitServing();
  }

  /** Stops it in good order, where it is alive, and starts it; returns once it serves clients. */
  public final void restart() {
    if (isAlive()) {
      stop();
    }
    start();
  }

  /** The first line with {@code pattern} in it since the last start, once there is one. */
  public final MatchResult awaitLog(Pattern pattern) {
    return awaitLog(pattern, startOfLog);
  }

  /** The first such line after byte {@code from} of the log; see {@link LogFile#end}. */
  public final MatchResult awaitLog(Pattern pattern, long from) {
    return log.await(pattern, from, started().onExit(), PATIENCE);
  }

  final boolean hasLogged(Pattern pattern) {
    return log.has(pattern, startOfLog);
  }

  /** SIGKILL; returns once it has ended. */
  public final void kill() {
    started().kill();
    paused = false;
  }

  /** SIGSTOP; returns once it is seen stopped. */
  public final void pause() {
    started().pause();
    paused = true;
  }

  /** SIGCONT; returns once it goes on. */
  public final void resume() {
    started().resume();
    paused = false;
  }

  /** SIGTERM, which asks for an end in good order; returns once it has ended. */
  public final void stop() {
    terminate();
    awaitEnd();
  }

  final void terminate() {
    if (paused) {
      resume();
    }
    started().terminate();
  }

  final void awaitEnd() {
    if (!started().ends(PATIENCE)) {
      throw new ClusterException(name + " doesn't stop; see " + log.path());
    }
  }

  /** Ends it, whatever it does, if it was ever started. */
  final void close() {
    if (process != null) {
      kill();
    }
  }

  private LocalProcess started() {
    if (process == null) {
      throw new ClusterException(name + " was never started");
    }
    return process;
  }

  @Override
  public String toString() {
    return name + " at " + address();
  }
}
