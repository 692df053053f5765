package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Silent clients of {@code java -jar kv.war}. */
@TestInstance(Lifecycle.PER_CLASS)
final class SilenceIT implements SilenceSuite {

  private final FrontEnd frontEnd;

  SilenceIT(@TempDir Path temporary) throws IOException {
    frontEnd = FrontEnd.standalone("silence", temporary, Map.of("kv.http.idle-timeout", PATIENCE));
  }

  @Override
  public FrontEnd frontEnd() {
    return frontEnd;
  }

  @AfterAll
  void stop() {
    frontEnd.close();
  }
}
