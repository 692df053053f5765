package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Undertow in a program of its own. */
final class UndertowIT extends ContainerSuites {

  UndertowIT(@TempDir Path base) throws IOException {
    super(Containers.UNDERTOW.kind(), "undertow", base, "/deep/store");
  }

  @Override
  boolean isComplaint(String line) {
    return line.contains("WARN") || line.contains("ERROR");
  }
}
