package kv.lock.etcd;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import kv.consistency.cluster.EtcdCluster;
import kv.spi.contract.LockManagerContractTest;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of a lock manager, on a real cluster. */
@ExtendWith(RealEtcd.class)
final class EtcdContractIT extends LockManagerContractTest {

  private final EtcdCluster cluster;
  private final String namespace = "/contract/" + UUID.randomUUID() + "/";

  EtcdContractIT(EtcdCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  protected LockManager open() {
    return RealEtcd.open(cluster, Map.of("kv.etcd.namespace", namespace, "kv.etcd.lease", "1m"));
  }

  @Override
  public int maxWaiters() {
    return RealEtcd.MAX_WAITERS;
  }

  /** etcd's leases last whole seconds, and no less than 2. */
  @Override
  public Duration shortestLease() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void endLease(Grant grant) {
    try {
      RealEtcd.endLease(cluster, namespace, grant);
    } catch (EtcdFailure e) {
      throw new AssertionError("the lease could not be ended", e);
    }
  }

  @Override
  public boolean rebuilt() {
    return true;
  }

  @Override
  public void rebuild() {
    cluster.rebuildEmpty();
  }
}
