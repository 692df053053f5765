package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar kv.war} as it comes. */
final class StandaloneIT extends StandaloneSuites implements NoLocksSuite {

  StandaloneIT(@TempDir Path temporary) throws IOException {
    super("standalone", temporary, Map.of());
  }
}
