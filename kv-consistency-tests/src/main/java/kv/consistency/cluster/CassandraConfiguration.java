package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Cassandra cluster is like.
 *
 * @param lib the directory of Cassandra's jars, {@code kv-cassandra-node/target/lib}
 * @param nodes how many
 * @param dataCentre the name of the one data centre
 * @param heap of each node, as in {@code 512m}
 * @param authentication whether clients must log in; the first user is {@code cassandra}, password
 *     {@code cassandra}
 * @param encryption of the connections of clients, which then must use it
 * @param settings of cassandra.yaml, instead of or beside ours; values are YAML
 * @param jvmFlags after ours
 * @param movableClock whether the nodes' wall clocks can be moved, which takes libfaketime
 * @param hosts to run on; none: loopback addresses that nobody has
 */
public record CassandraConfiguration(
    Path lib,
    int nodes,
    String dataCentre,
    String heap,
    boolean authentication,
    Optional<Certificate> encryption,
    Map<String, String> settings,
    List<String> jvmFlags,
    boolean movableClock,
    List<Host> hosts) {

  /** The system property that names {@link #lib}; the build sets it for tests. */
  public static final String LIB = "kv.cassandra.lib";

  public CassandraConfiguration {
    if (nodes < 1) {
      throw new IllegalArgumentException("at least one node");
    }
    if (!hosts.isEmpty() && hosts.size() != nodes) {
      throw new IllegalArgumentException(nodes + " nodes on " + hosts.size() + " hosts");
    }
    settings = Map.copyOf(settings);
    jvmFlags = List.copyOf(jvmFlags);
    hosts = List.copyOf(hosts);
  }

  /** Three nodes of the jars in {@code lib}. */
  public static CassandraConfiguration of(Path lib) {
    return new CassandraConfiguration(
        lib, 3, "dc1", "512m", false, Optional.empty(), Map.of(), List.of(), false, List.of());
  }

  /** Three nodes of the jars that the build has put together. */
  public static CassandraConfiguration ofBuild() {
    String lib = System.getProperty(LIB);
    if (lib == null) {
      throw new ClusterException(
          "the system property "
              + LIB
              + " must name the directory of Cassandra's jars: the build makes it as"
              + " kv-cassandra-node/target/lib (mvn process-resources -pl kv-cassandra-node)");
    }
    return of(Path.of(lib));
  }

  public CassandraConfiguration withNodes(int number) {
    return new CassandraConfiguration(
        lib,
        number,
        dataCentre,
        heap,
        authentication,
        encryption,
        settings,
        jvmFlags,
        movableClock,
        hosts);
  }

  public CassandraConfiguration withDataCentre(String name) {
    return new CassandraConfiguration(
        lib,
        nodes,
        name,
        heap,
        authentication,
        encryption,
        settings,
        jvmFlags,
        movableClock,
        hosts);
  }

  public CassandraConfiguration withHeap(String size) {
    return new CassandraConfiguration(
        lib,
        nodes,
        dataCentre,
        size,
        authentication,
        encryption,
        settings,
        jvmFlags,
        movableClock,
        hosts);
  }

  public CassandraConfiguration withAuthentication() {
    return new CassandraConfiguration(
        lib, nodes, dataCentre, heap, true, encryption, settings, jvmFlags, movableClock, hosts);
  }

  public CassandraConfiguration withEncryption(Certificate certificate) {
    return new CassandraConfiguration(
        lib,
        nodes,
        dataCentre,
        heap,
        authentication,
        Optional.of(certificate),
        settings,
        jvmFlags,
        movableClock,
        hosts);
  }

  /** Of cassandra.yaml; the value is YAML. */
  public CassandraConfiguration withSetting(String name, String yaml) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(name, yaml);
    return new CassandraConfiguration(
        lib,
        nodes,
        dataCentre,
        heap,
        authentication,
        encryption,
        more,
        jvmFlags,
        movableClock,
        hosts);
  }

  public CassandraConfiguration withJvmFlag(String flag) {
    List<String> more = new ArrayList<>(jvmFlags);
    more.add(flag);
    return new CassandraConfiguration(
        lib,
        nodes,
        dataCentre,
        heap,
        authentication,
        encryption,
        settings,
        more,
        movableClock,
        hosts);
  }

  public CassandraConfiguration withMovableClock() {
    return new CassandraConfiguration(
        lib, nodes, dataCentre, heap, authentication, encryption, settings, jvmFlags, true, hosts);
  }

  Optional<MovableClock> clockIn(Path home) {
    return movableClock ? Optional.of(MovableClock.in(home)) : Optional.empty();
  }

  /** As many nodes as there are hosts. */
  public CassandraConfiguration withHosts(List<Host> places) {
    return new CassandraConfiguration(
        lib,
        places.size(),
        dataCentre,
        heap,
        authentication,
        encryption,
        settings,
        jvmFlags,
        movableClock,
        places);
  }

  /** Fails where the jars are not, or are those of two releases. */
  void requireJars() {
    if (!Files.isDirectory(lib)) {
      throw new ClusterException(
          "no directory of Cassandra's jars at "
              + lib.toAbsolutePath()
              + ": the build makes it as"
              + " kv-cassandra-node/target/lib (mvn process-resources -pl kv-cassandra-node, and not with -DskipTests)");
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(lib, "cassandra-all-*.jar")) {
      List<Path> releases = new ArrayList<>();
      found.forEach(releases::add);
      if (releases.size() > 1) {
        throw new ClusterException(
            "jars of more than one release of Cassandra, of which one must go (mvn clean -pl kv-cassandra-node): "
                + releases);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
