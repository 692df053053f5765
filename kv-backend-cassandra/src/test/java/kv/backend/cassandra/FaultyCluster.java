package kv.backend.cassandra;

import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraNode;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The nodes of {@link RealCluster}, to be killed, paused and emptied: after each test all are
 * brought back, with what they hold.
 */
public final class FaultyCluster implements ParameterResolver, AfterEachCallback {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == CassandraCluster.class;
  }

  @Override
  public CassandraCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return RealCluster.of(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    CassandraCluster cluster = RealCluster.of(context);
    for (CassandraNode node : cluster.nodes()) {
      if (node.isAlive() && !node.isRunning()) {
        node.resume();
      }
    }
    cluster.startAll();
  }
}
