package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** All HTTP suites on {@code java -jar kv.war} over Cassandra's last write, decided in etcd. */
@ExtendWith({RealCluster.Resolver.class, RealEtcd.Resolver.class})
final class CassandraUnderEtcdIT extends StandaloneSuites {

  CassandraUnderEtcdIT(@TempDir Path temporary, RealCluster cluster, RealEtcd etcd)
      throws IOException {
    super("cassandra-under-etcd", temporary, cluster.settingsUnder(etcd));
  }

  /** A write without a condition reads nothing. */
  @Override
  public int created() {
    return 204;
  }
}
