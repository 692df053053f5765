package kv.backend.cassandra;

import java.util.Map;
import kv.consistency.cluster.CassandraCluster;
import kv.spi.KvBackend;
import kv.spi.contract.KvBackendContractTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of a backend, kept by lightweight transactions on a real cluster. */
@ExtendWith(RealCluster.class)
final class SerialContractIT extends KvBackendContractTest {

  private final CassandraCluster cluster;

  SerialContractIT(CassandraCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public KvBackend open() {
    return new CassandraBackendProvider()
        .open(RealCluster.context(cluster, Map.of("kv.cassandra.keyspace", "contract_serial")));
  }

  @Override
  public int rounds(int usual) {
    return RealCluster.rounds(usual);
  }
}
