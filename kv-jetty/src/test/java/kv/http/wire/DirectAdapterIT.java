package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar kv.war} with the servlet itself in place of Jersey for the calls on one key. */
final class DirectAdapterIT extends StandaloneSuites implements NoLocksSuite {

  DirectAdapterIT(@TempDir Path temporary) throws IOException {
    super("direct-adapter", temporary, Map.of("kv.http.adapter", "direct"));
  }
}
