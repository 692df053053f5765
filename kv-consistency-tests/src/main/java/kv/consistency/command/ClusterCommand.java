package kv.consistency.command;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import kv.consistency.cluster.ClusterException;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kv-consistency cluster}: real clusters to try things on, until it is ended. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs Cassandra nodes and etcd members on this machine, until Ctrl-C.",
    footer = {
      "",
      "Each node is a process at a loopback address of its own, and ends with this command,",
      "which then removes the data. Cassandra needs a Java 17 and 750 MB of memory a node."
    })
final class ClusterCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--cassandra", paramLabel = "N", description = "Cassandra nodes (default: 0).")
  private int cassandra;

  @Option(names = "--etcd", paramLabel = "N", description = "etcd members (default: 0).")
  private int etcd;

  @Option(
      names = "--cassandra-lib",
      paramLabel = "DIR",
      description =
          "Cassandra's jars (default: kv-cassandra-node/target/lib, as the build has them).")
  private Path lib = Path.of("kv-cassandra-node", "target", "lib");

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "For data and logs, which stay (default: kv-clusters below ${sys:java.io.tmpdir}).")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"), "kv-clusters");

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    PrintWriter out = command.commandLine().getOut();
    if (cassandra < 0 || etcd < 0 || cassandra + etcd == 0) {
      throw new ParameterException(
          command.commandLine(), "Say how many nodes: --cassandra N, --etcd N, or both");
    }
    try {
      if (etcd > 0) {
        EtcdConfiguration members = EtcdConfiguration.ofMachine().withMembers(etcd);
        tell(out, closedAtExit(EtcdCluster.start(directory.resolve("etcd"), members)));
      }
      if (cassandra > 0) {
        CassandraConfiguration nodes = CassandraConfiguration.of(lib).withNodes(cassandra);
        tell(out, closedAtExit(CassandraCluster.start(directory.resolve("cassandra"), nodes)));
      }
    } catch (ClusterException e) {
      command.commandLine().getErr().println(e.getMessage());
      return ExitCode.BROKEN.code();
    }
    out.println("# logs are in " + directory.toAbsolutePath() + "; Ctrl-C ends it all");
    new CountDownLatch(1).await();
    return ExitCode.VALID.code();
  }

  private static void tell(PrintWriter out, EtcdCluster cluster) {
    out.println("KV_ETCD_ENDPOINTS=" + String.join(",", cluster.endpoints()));
  }

  private static void tell(PrintWriter out, CassandraCluster cluster) {
    out.println(
        "KV_CASSANDRA_CONTACT_POINTS="
            + cluster.contactPoints().stream()
                .map(ClusterCommand::text)
                .collect(Collectors.joining(",")));
    out.println("KV_CASSANDRA_LOCAL_DATACENTER=" + cluster.dataCentre());
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static EtcdCluster closedAtExit(EtcdCluster cluster) {
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "end of etcd"));
    return cluster;
  }

  private static CassandraCluster closedAtExit(CassandraCluster cluster) {
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "end of Cassandra"));
    return cluster;
  }
}
