package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Waits for locks, with the servlet itself for the calls on one key. */
final class DirectAdapterLockingIT extends StandaloneLocking {

  DirectAdapterLockingIT(@TempDir Path temporary) throws IOException {
    super(
        "direct-adapter-locking",
        temporary,
        Map.of("kv.lock", "local", "kv.http.adapter", "direct"));
  }
}
