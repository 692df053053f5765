package kv.http.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own, ended by its handle and by nothing else. What it prints is kept
 * in a file under target/wire-logs, which stays for whoever looks into a failure.
 */
final class ServerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * Most servers of tests live for seconds, in which the optimising compiler costs more than it
   * gives. 4 is what the JVM does by itself.
   */
  private static final String COMPILER =
      "-XX:TieredStopAtLevel=" + Integer.getInteger("test.server.compiler", 1);

  private final Process process;
  private final Path log;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.reader = new Thread(this::read, "log of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the JVM that runs the tests once more, with these arguments.
   *
   * @param settings the only {@code KV_…} variables it sees, by the names of the settings
   */
  static ServerProcess java(String name, List<String> arguments, Map<String, String> settings)
      throws IOException {
    return java(name, arguments, settings, Redirect.PIPE);
  }

  /** As above, with its error output apart from the rest. */
  static ServerProcess java(
      String name, List<String> arguments, Map<String, String> settings, Redirect errors)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(COMPILER);
    command.addAll(arguments);
    return run(name, command, settings, errors);
  }

  /** Starts any program, likewise. */
  static ServerProcess run(
      String name, List<String> command, Map<String, String> settings, Redirect errors)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(errors.equals(Redirect.PIPE)).redirectError(errors);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("KV_"));
    settings.forEach((key, value) -> builder.environment().put(variable(key), value));
    Path logs = Files.createDirectories(Path.of("target", "wire-logs"));
    Process process = builder.start();
    process.getOutputStream().close();
    return new ServerProcess(process, logs.resolve(name + "-" + process.pid() + ".log"));
  }

  private static String variable(String setting) {
    return setting.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The first line that has {@code pattern} in it, once there is one. */
  synchronized Matcher awaitLine(Pattern pattern) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int next = 0; ; ) {
      for (; next < lines.size(); next++) {
        Matcher matcher = pattern.matcher(lines.get(next));
        if (matcher.find()) {
          return matcher;
        }
      }
      long left = deadline - System.nanoTime();
      if (ended || left <= 0) {
        throw new AssertionError(
            "no line with %s from a process that %s; see %s%n%s"
                .formatted(pattern, ended ? "ended" : "runs", log, String.join("\n", lines)));
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** All it has printed so far. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM and returns at once; {@link Process#destroy} would close its output as well. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Sends SIGKILL, and returns once it has ended. */
  void kill() {
    process.toHandle().destroyForcibly();
    awaitExit();
  }

  /** Its exit code, once it has ended and all it printed is read. */
  int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("process " + pid() + " does not end; see " + log);
      }
      reader.join(PATIENCE.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it, by SIGKILL where SIGTERM does not. */
  @Override
  public void close() {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.toHandle().destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.toHandle().destroyForcibly();
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
        Writer out = Files.newBufferedWriter(log)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.append(line).append('\n').flush();
        synchronized (this) {
          lines.add(line);
          notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }
}
