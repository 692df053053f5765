package kv.consistency.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  private final String name;
  private final Host host;
  private final Path home;
  private final LogFile log;
  private @Nullable LocalProcess process;
  private boolean paused;
  private long startOfLog;

  ClusterNode(String name, Host host, Path home) {
    this.name = name;
    this.host = host;
    this.home = home;
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

  abstract List<String> command();

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
    process = LocalProcess.start(name, home, log.path(), environment, command());
    paused = false;
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
