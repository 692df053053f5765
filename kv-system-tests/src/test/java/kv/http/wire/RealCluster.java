package kv.http.wire;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import kv.consistency.cluster.CassandraCluster;
import kv.consistency.cluster.CassandraConfiguration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Three real Cassandra nodes for front ends to store in, started for the first test that asks for
 * them and shared by all until the last is over.
 */
record RealCluster(CassandraCluster cassandra) {

  /** Settings of a front end on a keyspace of its own here. */
  Map<String, String> settings(String mode) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kv.backend", "cassandra");
    settings.put("kv.cassandra.mode", mode);
    settings.put("kv.cassandra.contact-points", contactPoints());
    settings.put("kv.cassandra.local-datacenter", cassandra.dataCentre());
    settings.put("kv.cassandra.keyspace", "t" + UUID.randomUUID().toString().replace("-", ""));
    return settings;
  }

  /** The same for front ends whose writes are decided in etcd. */
  Map<String, String> settingsUnder(RealEtcd etcd) {
    Map<String, String> settings = settings("quorum");
    settings.putAll(etcd.settings());
    return settings;
  }

  private String contactPoints() {
    return cassandra.contactPoints().stream()
        .map(address -> address.getAddress().getHostAddress() + ":" + address.getPort())
        .collect(Collectors.joining(","));
  }

  /** Gives it to constructors and methods of tests. */
  static final class Resolver implements ParameterResolver {

    private record Shared(RealCluster cluster) implements AutoCloseable {
      @Override
      public void close() {
        cluster.cassandra().close();
      }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RealCluster.class;
    }

    @Override
    public RealCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(RealCluster.class))
          .getOrComputeIfAbsent(
              Shared.class,
              type ->
                  new Shared(
                      new RealCluster(
                          CassandraCluster.start(
                              Path.of("target", "clusters", "shared"),
                              CassandraConfiguration.ofBuild()))),
              Shared.class)
          .cluster();
    }
  }
}
