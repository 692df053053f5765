package kv.backend.cassandra;

import java.nio.file.Path;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import kv.consistency.cluster.CassandraNode;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Three real nodes to be killed, paused and emptied, apart from those of {@link RealCluster} and
 * shared by all tests that do so. After each test all nodes are brought back, with what they hold.
 *
 * <p>Hints are written out sooner than usual, so that tests wait less; a node that is asked for its
 * own data answers from them, however slow it was. The failure detector is as patient as usual:
 * with less, the nodes of a busy machine take each other for dead.
 */
public final class FaultyCluster implements ParameterResolver, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(FaultyCluster.class);

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
    return cluster(context);
  }

  private static CassandraCluster cluster(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Shared.class, type -> new Shared(start()), Shared.class)
        .cluster();
  }

  private static CassandraCluster start() {
    return CassandraCluster.start(
        Path.of("target", "clusters", "faulty"),
        CassandraConfiguration.ofBuild()
            .withSetting("hints_flush_period", "1s")
            .withSetting("dynamic_snitch", "false")
            .withSetting("materialized_views_enabled", "true"));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    CassandraCluster cluster = cluster(context);
    for (CassandraNode node : cluster.nodes()) {
      if (node.isAlive() && !node.isRunning()) {
        node.resume();
      }
    }
    cluster.startAll();
  }
}
