package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** One Cassandra node. */
public final class CassandraNode extends ClusterNode {
  public static final int NATIVE_PORT = 9042;

  static final int STORAGE_PORT = 7000;
  private static final int REMOTE_JMX_PORT = 7199;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT);
  private static final Pattern SERVES = Pattern.compile("Starting listening for CQL clients");
  private static final Pattern FIRST_USER = Pattern.compile("Created default superuser role");

  private final int localJmxPort;
  private final CassandraFiles files;
  private final CassandraCommand command;
  private final BooleanSupplier ringIsUp;
  private boolean emptied;
  private boolean startedEmpty;

  /**
   * @param localJmxPort at 127.0.0.1; unused where the host is not on loopback
   * @param ringIsUp whether some node of the ring is up that knows the others' places
   */
  CassandraNode(
      String name,
      Host host,
      int localJmxPort,
      CassandraFiles files,
      CassandraCommand command,
      BooleanSupplier ringIsUp) {
    super(name, host, files.home(), files.configuration().clockIn(files.home()));
    this.localJmxPort = localJmxPort;
    this.files = files;
    this.command = command;
    this.ringIsUp = ringIsUp;
    files.write();
  }

  /** Where CQL clients connect to. */
  public InetSocketAddress contactPoint() {
    return new InetSocketAddress(address(), NATIVE_PORT);
  }

  /** What it stores: {@code sstables}, {@code commitlog}, {@code hints}, … */
  public Path dataDirectory() {
    return files.data();
  }

  @Override
  List<String> command() {
    // Cassandra refuses an empty node at a known address, unless it is told that this is meant.
    List<String> more =
        emptied && ringIsUp.getAsBoolean()
            ? List.of(
                "-Dcassandra.replace_address_first_boot=" + address(),
                "-Dcassandra.allow_unsafe_replace=true")
            : List.of();
    return command.node(files, jmxFlags(), more);
  }

  /** By the JVM's own uptime command, which tells the date too. */
  @Override
  Instant wallClock() {
    try (Management management = manage()) {
      String uptime = management.diagnose("vmUptime", "-date");
      return DATE.parse(uptime.split(": ", 2)[0], Instant::from);
    } catch (IOException e) {
      throw new ClusterException("can't ask " + name() + " for the time", e);
    }
  }

  @Override
  boolean mayInherit(String variable) {
    return !variable.startsWith("CASSANDRA_") && !variable.contains("JAVA");
  }

  @Override
  Pattern serves() {
    return SERVES;
  }

  @Override
  public void launch() {
    boolean alone = emptied && !ringIsUp.getAsBoolean();
    super.launch();
    startedEmpty = alone;
    emptied = false;
  }

  /** Whether it runs, and has the places of the others from disk or from the ring. */
  boolean knowsRing() {
    return isRunning() && !startedEmpty;
  }

  boolean isEmptied() {
    return emptied;
  }

  boolean hasMadeFirstUser() {
    return hasLogged(FIRST_USER);
  }

  /**
   * Deletes all that it has stored, its commit log and its hints. It must be down. When started
   * again it takes its old host id and place in the ring, empty: nothing is streamed to it until a
   * repair.
   */
  public void wipe() {
    if (isAlive()) {
      throw new ClusterException(name() + " must be down to be emptied");
    }
    files.deleteStored();
    emptied = true;
  }

  /** Its management beans; close the connection after use. */
  public Management management() {
    try {
      return manage();
    } catch (IOException e) {
      throw new ClusterException("can't reach the management beans of " + name(), e);
    }
  }

  Management manage() throws IOException {
    requireRunning();
    return Management.connect(jmxHost(), jmxPort());
  }

  /** Runs nodetool on it, in a JVM of its own, and gives all that it prints. */
  public String nodetool(String... arguments) {
    requireRunning();
    List<String> line = command.nodetool(host(), home(), jmxHost(), jmxPort(), List.of(arguments));
    try {
      Process nodetool = new ProcessBuilder(line).redirectErrorStream(true).start();
      String output = new String(nodetool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (nodetool.waitFor() != 0) {
        throw new ClusterException(
            "nodetool " + String.join(" ", arguments) + " on " + name() + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("running nodetool", e);
    }
  }

  private List<String> jmxFlags() {
    if (host().isLoopback()) {
      return List.of("-Dcassandra.jmx.local.port=" + localJmxPort);
    }
    return List.of(
        "-Dcassandra.jmx.remote.port=" + REMOTE_JMX_PORT,
        "-Dcom.sun.management.jmxremote.rmi.port=" + REMOTE_JMX_PORT,
        "-Dcom.sun.management.jmxremote.authenticate=false",
        "-Djava.rmi.server.hostname=" + address());
  }

  private String jmxHost() {
    return host().isLoopback() ? "127.0.0.1" : address();
  }

  private int jmxPort() {
    return host().isLoopback() ? localJmxPort : REMOTE_JMX_PORT;
  }
}
