package kv.backend.cassandra;

import java.util.Map;
import kv.consistency.cluster.CassandraCluster;
import kv.spi.Feature;
import kv.spi.Guarantee;
import kv.spi.KvBackend;
import kv.spi.contract.KvBackendContractTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of a backend, as far as mode eventual offers it, on a real cluster. With one replica
 * of each key, since with several a read may miss what was written just before, as it may.
 */
@ExtendWith(RealCluster.class)
@Tag("cluster")
@Tag("nightly")
final class EventualContractIT extends KvBackendContractTest {

  private final CassandraCluster cluster;

  EventualContractIT(CassandraCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public KvBackend open() {
    return new CassandraBackendProvider()
        .open(
            RealCluster.context(
                cluster,
                Map.of(
                    "kv.cassandra.mode", "eventual",
                    "kv.cassandra.keyspace", "contract_eventual",
                    "kv.cassandra.replication-factor", "1")));
  }

  @Override
  public boolean offers(Feature feature) {
    return feature != Feature.CONDITIONAL_WRITES && feature != Feature.REPORTS_PREVIOUS;
  }

  @Override
  protected Guarantee guarantee() {
    return Guarantee.EVENTUAL;
  }

  @Override
  public int rounds(int usual) {
    return RealCluster.rounds(usual);
  }
}
