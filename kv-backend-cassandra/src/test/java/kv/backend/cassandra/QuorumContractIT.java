package kv.backend.cassandra;

import java.util.Map;
import kv.consistency.cluster.CassandraCluster;
import kv.spi.Feature;
import kv.spi.Guarantee;
import kv.spi.KvBackend;
import kv.spi.contract.KvBackendContractTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of a backend, as far as mode quorum offers it, on a real cluster. */
@ExtendWith(RealCluster.class)
@Tag("cluster")
final class QuorumContractIT extends KvBackendContractTest {

  private final CassandraCluster cluster;

  QuorumContractIT(CassandraCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public KvBackend open() {
    return new CassandraBackendProvider()
        .open(
            RealCluster.context(
                cluster,
                Map.of("kv.cassandra.mode", "quorum", "kv.cassandra.keyspace", "contract_quorum")));
  }

  @Override
  public boolean offers(Feature feature) {
    return feature != Feature.CONDITIONAL_WRITES && feature != Feature.REPORTS_PREVIOUS;
  }

  @Override
  protected Guarantee guarantee() {
    return Guarantee.LAST_WRITE_WINS;
  }

  @Override
  public int rounds(int usual) {
    return RealCluster.rounds(usual);
  }
}
