package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Waits for locks where Cassandra's writes are decided in etcd. */
@ExtendWith({RealCluster.Resolver.class, RealEtcd.Resolver.class})
@Tag("cluster")
final class CassandraUnderEtcdLockingIT extends StandaloneLocking {

  CassandraUnderEtcdLockingIT(@TempDir Path temporary, RealCluster cluster, RealEtcd etcd)
      throws IOException {
    super("cassandra-under-etcd-locking", temporary, cluster.settingsUnder(etcd));
  }
}
