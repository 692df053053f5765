package kv.lock.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kv.consistency.cluster.EtcdCluster;
import kv.consistency.cluster.EtcdConfiguration;
import kv.lock.etcd.Connection.Repeat;
import kv.spi.Deadline;
import kv.spi.Settings;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManagerProvider.Context;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Three real etcd members, started for the first test that asks for an {@link EtcdCluster} and
 * shared by all until the last is over. Who takes a member down puts it back up.
 */
public final class RealEtcd implements ParameterResolver {

  static final int MAX_WAITERS = 8;

  private static final Duration WITHIN = Duration.ofSeconds(60);

  private record Shared(EtcdCluster cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EtcdCluster.class;
  }

  @Override
  public EtcdCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(RealEtcd.class))
        .getOrComputeIfAbsent(
            Shared.class,
            type ->
                new Shared(
                    EtcdCluster.start(
                        Path.of("target", "clusters", "shared"), EtcdConfiguration.ofMachine())),
            Shared.class)
        .cluster();
  }

  static Settings settings(EtcdCluster cluster, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kv.etcd.endpoints", String.join(",", cluster.endpoints()));
    settings.putAll(more);
    return settings(settings);
  }

  static Settings settings(Map<String, String> settings) {
    return new Settings(name -> Optional.ofNullable(settings.get(name)));
  }

  static LockManager open(EtcdCluster cluster, Map<String, String> more) {
    return new EtcdLockManagerProvider()
        .open(new Context(settings(cluster, more), System::nanoTime, MAX_WAITERS));
  }

  /** Speaks to etcd past every lock manager. */
  static Connection connect(EtcdCluster cluster) {
    return new Connection(settings(cluster, Map.of()), System::nanoTime, new Random(1));
  }

  /** All names in etcd that begin with {@code prefix}, which ends with a slash. */
  static List<String> names(Connection connection, String prefix) throws EtcdFailure {
    String end = prefix.substring(0, prefix.length() - 1) + "0";
    return connection
        .call(
            KVGrpc.getTxnMethod(),
            Ops.txn(
                List.of(),
                List.of(Ops.get(ByteString.copyFromUtf8(prefix), ByteString.copyFromUtf8(end))),
                List.of()),
            Repeat.SAFE,
            soon())
        .getResponses(0)
        .getResponseRange()
        .getKvsList()
        .stream()
        .map(kv -> kv.getKey().toStringUtf8())
        .toList();
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30));
  }

  /** Ends the lease that {@code grant}, had in this namespace, is under. */
  static void endLease(EtcdCluster cluster, String namespace, Grant grant) throws EtcdFailure {
    try (Connection connection = connect(cluster)) {
      KeyValue lock =
          connection
              .call(
                  KVGrpc.getTxnMethod(),
                  Ops.txn(
                      List.of(),
                      List.of(Ops.get(new Layout(namespace).of(grant.key()).lock())),
                      List.of()),
                  Repeat.SAFE,
                  soon())
              .getResponses(0)
              .getResponseRange()
              .getKvs(0);
      connection.call(
          LeaseGrpc.getLeaseRevokeMethod(),
          LeaseRevokeRequest.newBuilder().setID(lock.getLease()).build(),
          Repeat.SAFE,
          soon());
    }
  }

  /** Returns once {@code state} is there. */
  static void until(String what, BooleanSupplier state) {
    long start = System.nanoTime();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as("waited in vain until %s", what)
          .isLessThan(WITHIN.toNanos());
      LockSupport.parkNanos(5_000_000);
    }
  }
}
