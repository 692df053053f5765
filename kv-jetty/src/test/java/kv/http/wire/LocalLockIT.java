package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** All suites on {@code java -jar kv.war} under a lock manager. */
final class LocalLockIT extends StandaloneSuites {

  LocalLockIT(@TempDir Path temporary) throws IOException {
    super("local-lock", temporary, Map.of("kv.lock", "local"));
  }
}
