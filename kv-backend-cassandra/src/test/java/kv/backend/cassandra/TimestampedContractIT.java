package kv.backend.cassandra;

import java.util.Map;
import kv.consistency.cluster.CassandraCluster;
import kv.spi.KvBackendProvider.Lockable;
import kv.spi.TimestampedStore;
import kv.spi.contract.TimestampedStoreContractTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of a store under a lock manager, on a real cluster. */
@ExtendWith(RealCluster.class)
@Tag("cluster")
final class TimestampedContractIT extends TimestampedStoreContractTest {

  private final CassandraCluster cluster;

  TimestampedContractIT(CassandraCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public TimestampedStore open() {
    Lockable lockable =
        new CassandraBackendProvider()
            .openLockable(
                RealCluster.context(
                    cluster,
                    Map.of(
                        "kv.cassandra.mode", "quorum",
                        "kv.cassandra.keyspace", "contract_timestamped")));
    return ((Lockable.Keeping) lockable).store();
  }
}
