package kv.http.wire;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real tree of files in Cassandra. */
@ExtendWith(RealCluster.Resolver.class)
@Tag("cluster")
@Tag("nightly")
final class CassandraRealTreeIT extends RealTreeSuite {

  private final RealCluster cluster;

  CassandraRealTreeIT(RealCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  Map<String, String> settings() {
    return cluster.settings("serial");
  }

  /** Every value goes to three replicas of this machine, and through Paxos; a JDK has enough. */
  @Override
  long maxValueSize() {
    return 1 << 20;
  }
}
