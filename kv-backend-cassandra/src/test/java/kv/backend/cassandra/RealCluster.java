package kv.backend.cassandra;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import kv.spi.KvBackendProvider.Context;
import kv.spi.Settings;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Three real Cassandra nodes, started for the first test that asks for a {@link CassandraCluster}
 * and shared by all until the last is over. Who takes nodes down uses {@link FaultyCluster}.
 *
 * <p>Hints are written out sooner than usual, so that tests wait less; a node that is asked for its
 * own data answers from them, however slow it was. The failure detector is as patient as usual:
 * with less, the nodes of a busy machine take each other for dead.
 */
public final class RealCluster implements ParameterResolver {

  /** The largest value of the stores that {@link #context} opens. */
  static final int MAX_VALUE_SIZE = 64 * 1024;

  private record Shared(CassandraCluster cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == CassandraCluster.class;
  }

  @Override
  public CassandraCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return of(context);
  }

  static CassandraCluster of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(RealCluster.class))
        .getOrComputeIfAbsent(Shared.class, type -> new Shared(start()), Shared.class)
        .cluster();
  }

  private static CassandraCluster start() {
    return CassandraCluster.start(
        Path.of("target", "clusters", "shared"),
        CassandraConfiguration.ofBuild()
            .withSetting("hints_flush_period", "1s")
            .withSetting("dynamic_snitch", "false")
            .withSetting("materialized_views_enabled", "true"));
  }

  /** A fifth of what is usual, since a call takes milliseconds. */
  static int rounds(int usual) {
    return Math.max(2, usual / 5);
  }

  /** What a provider is opened with, on this cluster. */
  static Context context(CassandraCluster cluster, Map<String, String> more) {
    return context(cluster, more, MAX_VALUE_SIZE);
  }

  static Context context(CassandraCluster cluster, Map<String, String> more, long maxValueSize) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kv.cassandra.contact-points", contactPoints(cluster));
    settings.put("kv.cassandra.local-datacenter", cluster.dataCentre());
    settings.put("kv.cassandra.buckets", "4");
    settings.putAll(more);
    return new Context(
        new Settings(name -> Optional.ofNullable(settings.get(name))),
        InstantSource.system(),
        System::nanoTime,
        maxValueSize);
  }

  private static String contactPoints(CassandraCluster cluster) {
    return cluster.contactPoints().stream().map(RealCluster::text).collect(Collectors.joining(","));
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
