package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** All HTTP suites on {@code java -jar kv.war} over Cassandra's lightweight transactions. */
@ExtendWith(RealCluster.Resolver.class)
final class CassandraSerialIT extends StandaloneSuites {

  CassandraSerialIT(@TempDir Path temporary, RealCluster cluster) throws IOException {
    super("cassandra-serial", temporary, cluster.settings("serial"));
  }
}
