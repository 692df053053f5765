package kv.consistency.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command lines of a node and of nodetool. */
record CassandraCommand(
    Path java, CassandraConfiguration configuration, Optional<Path> classArchive) {
  /** What Cassandra 5.0 reaches into on Java 17. */
  private static final List<String> OPENED =
      Stream.of(
              "java.base/java.io",
              "java.base/java.lang",
              "java.base/java.lang.module",
              "java.base/java.lang.reflect",
              "java.base/java.nio",
              "java.base/java.util",
              "java.base/jdk.internal.loader",
              "java.base/jdk.internal.math",
              "java.base/jdk.internal.misc",
              "java.base/jdk.internal.module",
              "java.base/jdk.internal.ref",
              "java.base/jdk.internal.reflect",
              "java.base/jdk.internal.util.jar",
              "java.base/sun.nio.ch",
              "java.management.rmi/com.sun.jmx.remote.internal.rmi",
              "java.rmi/sun.rmi.registry",
              "java.rmi/sun.rmi.server",
              "jdk.management/com.sun.management.internal")
          .map(name -> "--add-opens=" + name + "=ALL-UNNAMED")
          .toList();

  /**
   * Start takes most of its time in the optimising compiler, on code that runs a few times: ten
   * times the usual thresholds leave it what is hot for long.
   */
  private static final List<String> QUICK_START =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=20000",
          "-XX:Tier4CompileThreshold=60000",
          "-XX:Tier4BackEdgeThreshold=400000");

  /**
   * @param jmx flags of its JMX server
   * @param more flags of this start
   */
  List<String> node(CassandraFiles files, List<String> jmx, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("MALLOC_ARENA_MAX=2");
    command.add(java.toString());
    command.addAll(QUICK_START);
    classArchive.ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
    command.add("-Xmx" + configuration.heap());
    command.add("-Xss512k");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(OPENED);
    command.add("-Djdk.attach.allowAttachSelf=true");
    command.add("-Djava.net.preferIPv4Stack=true");
    command.add("-Dio.netty.tryReflectionSetAccessible=true");
    // Else it closes its standard output once it is set up.
    command.add("-Dcassandra-foreground=yes");
    command.add("-Djava.io.tmpdir=" + files.data());
    command.add("-Dlogback.configurationFile=" + files.logback());
    command.add("-Dcassandra.config=" + files.yaml().toUri());
    command.add("-Dcassandra-rackdc.properties=" + files.rackDc().toUri());
    command.add("-Dcassandra.storagedir=" + files.data());
    // Of waits for others that a ring of known tokens doesn't need.
    command.add("-Dcassandra.ring_delay_ms=100");
    // Half of which a node may take from being heard of to being in the ring, or it is forgotten
    // for
    // good; without this it would be the ring delay.
    command.add("-Dcassandra.gossip_quarantine_delay_ms=60000");
    command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
    command.add("-Dcassandra.superuser_setup_delay_ms=500");
    command.add("-Dcassandra.shutdown_announce_in_ms=500");
    // A node that missed the news of a change of the schema asks for it so much later.
    command.add("-Dcassandra.migration_delay_ms=2000");
    command.addAll(jmx);
    command.addAll(more);
    command.addAll(configuration.jvmFlags());
    command.add("-cp");
    command.add(classPath());
    command.add("org.apache.cassandra.service.CassandraDaemon");
    return command;
  }

  List<String> nodetool(Host host, Path home, String jmxHost, int jmxPort, List<String> arguments) {
    List<String> command = new ArrayList<>(host.prefix());
    command.add(java.toString());
    command.addAll(OPENED);
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx128m");
    command.add("-Duser.home=" + home);
    command.add("-Dlogback.configurationFile=" + home.resolve("logback.xml"));
    command.add("-cp");
    command.add(classPath());
    command.add("org.apache.cassandra.tools.NodeTool");
    command.addAll(List.of("-h", jmxHost, "-p", Integer.toString(jmxPort)));
    command.addAll(arguments);
    return command;
  }

  private String classPath() {
    return configuration.lib().toAbsolutePath() + "/*";
  }
}
