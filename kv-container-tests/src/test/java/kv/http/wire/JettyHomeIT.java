package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Jetty's distribution. */
final class JettyHomeIT extends ContainerSuites {

  JettyHomeIT(@TempDir Path base) throws IOException {
    super(Containers.JETTY.kind(), "jetty-home", base, "/deep/store");
  }

  @Override
  boolean isComplaint(String line) {
    return line.contains("WARN") || line.contains("ERROR");
  }
}
