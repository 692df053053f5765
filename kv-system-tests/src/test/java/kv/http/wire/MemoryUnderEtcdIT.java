package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** All HTTP suites where a store that decides by itself has its writers queue in etcd. */
@ExtendWith(RealEtcd.Resolver.class)
@Tag("cluster")
final class MemoryUnderEtcdIT extends StandaloneSuites {

  MemoryUnderEtcdIT(@TempDir Path temporary, RealEtcd etcd) throws IOException {
    super("memory-under-etcd", temporary, etcd.settings());
  }
}
