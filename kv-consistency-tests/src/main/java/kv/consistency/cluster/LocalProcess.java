package kv.consistency.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A process that ends with this JVM, even where that is killed.
 *
 * <p>Nothing in Java runs after kill -9, and Linux's parent-death signal follows a thread, not a
 * process. What the kernel does at any death is to close the pipes. So a shell stands between: it
 * starts the process, holds the reading end of a pipe from here as its standard input, and kills
 * the process when that pipe ends. It ends with the process and has its exit code. Its process is
 * no child of ours, but its number is known, and is written down in {@code home} for the next
 * start, in case that the shell was killed as well.
 */
final class LocalProcess {
  /**
   * Arguments: the log, then the command. Ctrl-C at a terminal is for the JVM alone. Of a process
   * that is killed libfaketime leaves files, named by its number.
   */
  private static final String SHELL =
      """
      trap '' HUP INT
      exec 3<&0
      log=$1; shift
      "$@" </dev/null >>"$log" 2>&1 3<&- &
      child=$!
      echo $child
      { while read -r _ <&3; do :; done; kill -9 $child; } >/dev/null 2>&1 &
      watcher=$!
      wait $child
      status=$?
      kill $watcher
      rm -f /dev/shm/*faketime_*_$child
      exit $status
      """;

  private static final char STOPPED = 'T';
  private static final char GONE = 'X';
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String name;
  private final Process shell;
  private final ProcessHandle handle;

  private LocalProcess(String name, Process shell, ProcessHandle handle) {
    this.name = name;
    this.shell = shell;
    this.handle = handle;
  }

  /**
   * Starts {@code command}.
   *
   * @param home its working directory
   * @param environment the variables that it inherits; its own are given with {@code env} in the
   *     command
   */
  static LocalProcess start(
      String name, Path home, Path log, Predicate<String> environment, List<String> command) {
    List<String> line =
        new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "sh", log.toAbsolutePath().toString()));
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(environment.negate());
    try {
      Process shell = builder.start();
      BufferedReader out = shell.inputReader(StandardCharsets.UTF_8);
      String pid = out.readLine();
      ProcessHandle handle =
          pid == null ? null : ProcessHandle.of(Long.parseLong(pid)).orElse(null);
      if (handle == null) {
        shell.destroy();
        throw new ClusterException(
            name + " didn't start; the end of its log:\n" + new LogFile(log).tail());
      }
      ProcessRecord.write(home, handle);
      return new LocalProcess(name, shell, handle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return handle.pid();
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  CompletableFuture<?> onExit() {
    return shell.onExit();
  }

  /** SIGKILL; returns once it has ended. */
  void kill() {
    handle.destroyForcibly();
    if (!ends(PATIENCE)) {
      throw new ClusterException(name + ", process " + pid() + ", outlives a kill -9");
    }
  }

  /** SIGTERM; returns at once. */
  void terminate() {
    handle.destroy();
  }

  /** Whether it ends in time. */
  boolean ends(Duration patience) {
    try {
      return shell.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("ending " + name, e);
    }
  }

  /** SIGSTOP; returns once all its threads have stopped. */
  void pause() {
    signal("STOP");
    await(state -> state == STOPPED || state == GONE, "stop");
  }

  /** SIGCONT; returns once it runs. */
  void resume() {
    signal("CONT");
    await(state -> state != STOPPED, "go on");
  }

  private void signal(String signal) {
    if (!isAlive()) {
      throw new ClusterException(name + " has ended");
    }
    try {
      Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + pid()).start();
      if (kill.waitFor() != 0) {
        throw new ClusterException("can't send SIG" + signal + " to " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("sending SIG" + signal + " to " + name, e);
    }
  }

  /** Polls, since the kernel tells only a parent that a process has stopped. */
  private void await(Predicate<Character> state, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!threadStates().stream().allMatch(state)) {
      if (System.nanoTime() > deadline || !isAlive()) {
        throw new ClusterException(name + " doesn't " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private List<Character> threadStates() {
    Path tasks = Path.of("/proc", Long.toString(pid()), "task");
    List<Character> states = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      threads.forEach(thread -> states.add(stateOf(thread.resolve("stat"))));
    } catch (IOException e) {
      throw new ClusterException("can't see the state of " + name + ": needs Linux's /proc", e);
    }
    return states;
  }

  private static char stateOf(Path stat) {
    try {
      String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
      // pid (name) state: the name may hold anything, even a parenthesis.
      return text.charAt(text.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return GONE;
    }
  }
}
