package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One Cassandra node. Its methods are for one thread at a time. */
public final class CassandraNode {
  public static final int NATIVE_PORT = 9042;

  static final int STORAGE_PORT = 7000;
  private static final int REMOTE_JMX_PORT = 7199;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Pattern SERVES = Pattern.compile("Starting listening for CQL clients");
  private static final Pattern FIRST_USER = Pattern.compile("Created default superuser role");

  private final String name;
  private final Host host;
  private final int localJmxPort;
  private final CassandraFiles files;
  private final CassandraCommand command;
  private final BooleanSupplier ringIsUp;
  private final LogFile log;
  private @Nullable LocalProcess process;
  private boolean paused;
  private boolean emptied;
  private long startOfLog;

  CassandraNode(
      String name,
      Host host,
      int localJmxPort,
      CassandraFiles files,
      CassandraCommand command,
      BooleanSupplier ringIsUp) {
    this.name = name;
    this.host = host;
    this.localJmxPort = localJmxPort;
    this.files = files;
    this.command = command;
    this.ringIsUp = ringIsUp;
    this.log = new LogFile(files.home().resolve("node.log"));
  }

  public String name() {
    return name;
  }

  public String address() {
    return host.address();
  }

  /** Where CQL clients connect to. */
  public InetSocketAddress contactPoint() {
    return new InetSocketAddress(address(), NATIVE_PORT);
  }

  /** What it stores: {@code sstables}, {@code commitlog}, {@code hints}, … */
  public Path dataDirectory() {
    return files.data();
  }

  /** All that it has logged, over all starts. */
  public LogFile log() {
    return log;
  }

  public long pid() {
    return running().pid();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Alive and not paused. */
  public boolean isRunning() {
    return isAlive() && !paused;
  }

  /**
   * Starts it, and returns once it serves; {@link CassandraCluster#awaitRing} waits for the others
   * to know.
   */
  public void start() {
    launch(ringIsUp.getAsBoolean());
    awaitServing();
  }

  /** Stops it in good order, where it is alive, and starts it; returns once it serves. */
  public void restart() {
    if (isAlive()) {
      stop();
    }
    start();
  }

  /**
   * Starts the process and returns at once; {@link #awaitServing} waits for it.
   *
   * @param others whether a part of the ring is up, which knows this node
   */
  void launch(boolean others) {
    if (isAlive()) {
      throw new ClusterException(name + " runs already");
    }
    // Cassandra refuses an empty node at a known address, unless it is told that this is meant.
    List<String> more =
        emptied && others
            ? List.of(
                "-Dcassandra.replace_address_first_boot=" + address(),
                "-Dcassandra.allow_unsafe_replace=true")
            : List.of();
    startOfLog = log.end();
    process =
        LocalProcess.start(
            name,
            files.home(),
            log.path(),
            variable -> !variable.startsWith("CASSANDRA_") && !variable.contains("JAVA"),
            command.node(host, files, jmxFlags(), more));
    emptied = false;
  }

  /** Returns once it answers CQL clients. */
  public void awaitServing() {
    awaitLog(SERVES);
  }

  void awaitFirstUser() {
    log.await(FIRST_USER, startOfLog, running().onExit(), PATIENCE);
  }

  /** The first line with {@code pattern} in it since the last start, once there is one. */
  public MatchResult awaitLog(Pattern pattern) {
    return log.await(pattern, startOfLog, running().onExit(), PATIENCE);
  }

  /** The first such line after byte {@code from} of the log; see {@link LogFile#end}. */
  public MatchResult awaitLog(Pattern pattern, long from) {
    return log.await(pattern, from, running().onExit(), PATIENCE);
  }

  /** SIGKILL; returns once it has ended. */
  public void kill() {
    running().kill();
    paused = false;
  }

  /** SIGSTOP; returns once it is seen stopped. */
  public void pause() {
    running().pause();
    paused = true;
  }

  /** SIGCONT. */
  public void resume() {
    running().resume();
    paused = false;
  }

  /** SIGTERM, on which a node drains; returns once it has ended. */
  public void stop() {
    terminate();
    awaitEnd();
  }

  void terminate() {
    if (paused) {
      resume();
    }
    running().terminate();
  }

  void awaitEnd() {
    if (!running().ends(PATIENCE)) {
      throw new ClusterException(name + " doesn't stop; see " + log.path());
    }
  }

  /**
   * Deletes all that it has stored, its commit log and its hints. It must be down. When started
   * again it takes its old place in the ring, empty: nothing is streamed to it until a repair.
   */
  public void wipe() {
    if (isAlive()) {
      throw new ClusterException(name + " must be down to be emptied");
    }
    for (String part : List.of("sstables", "commitlog", "hints", "caches", "cdc")) {
      ClusterDirectory.delete(files.data().resolve(part));
    }
    emptied = true;
  }

  /** Ends it, whatever it does. */
  void close() {
    if (process != null) {
      process.kill();
    }
  }

  /** Its management beans; close the connection after use. */
  public Management management() {
    try {
      return manage();
    } catch (IOException e) {
      throw new ClusterException("can't reach the management beans of " + name, e);
    }
  }

  Management manage() throws IOException {
    if (!isRunning()) {
      throw new ClusterException(name + (isAlive() ? " is paused" : " is down"));
    }
    return Management.connect(jmxHost(), jmxPort());
  }

  /** Runs nodetool on it, in a JVM of its own, and gives all that it prints. */
  public String nodetool(String... arguments) {
    if (!isRunning()) {
      throw new ClusterException(name + (isAlive() ? " is paused" : " is down"));
    }
    List<String> line =
        command.nodetool(host, files.home(), jmxHost(), jmxPort(), List.of(arguments));
    try {
      Process nodetool = new ProcessBuilder(line).redirectErrorStream(true).start();
      String output = new String(nodetool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (nodetool.waitFor() != 0) {
        throw new ClusterException(
            "nodetool " + String.join(" ", arguments) + " on " + name + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("running nodetool", e);
    }
  }

  private List<String> jmxFlags() {
    if (host.isLoopback()) {
      return List.of("-Dcassandra.jmx.local.port=" + localJmxPort);
    }
    return List.of(
        "-Dcassandra.jmx.remote.port=" + REMOTE_JMX_PORT,
        "-Dcom.sun.management.jmxremote.rmi.port=" + REMOTE_JMX_PORT,
        "-Dcom.sun.management.jmxremote.authenticate=false",
        "-Djava.rmi.server.hostname=" + address());
  }

  private String jmxHost() {
    return host.isLoopback() ? "127.0.0.1" : address();
  }

  private int jmxPort() {
    return host.isLoopback() ? localJmxPort : REMOTE_JMX_PORT;
  }

  private LocalProcess running() {
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
