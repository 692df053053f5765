package kv.http.wire;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Three real etcd members for front ends to lock with, started for the first test that asks for
 * them and shared by all until the last is over.
 */
record RealEtcd(EtcdCluster etcd) {

  /** Settings of front ends that share locks of their own here. */
  Map<String, String> settings() {
    return settings(etcd);
  }

  static Map<String, String> settings(EtcdCluster etcd) {
    return Map.of(
        "kv.lock",
        "etcd",
        "kv.etcd.endpoints",
        String.join(",", etcd.endpoints()),
        "kv.etcd.namespace",
        "/" + UUID.randomUUID() + "/");
  }

  /** Gives it to constructors and methods of tests. */
  static final class Resolver implements ParameterResolver {

    private record Shared(RealEtcd members) implements AutoCloseable {
      @Override
      public void close() {
        members.etcd().close();
      }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RealEtcd.class;
    }

    @Override
    public RealEtcd resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(RealEtcd.class))
          .getOrComputeIfAbsent(
              Shared.class,
              type ->
                  new Shared(
                      new RealEtcd(
                          EtcdCluster.start(
                              Path.of("target", "clusters", "shared-etcd"),
                              EtcdConfiguration.ofMachine()))),
              Shared.class)
          .members();
    }
  }
}
