package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Open Liberty. */
final class LibertyIT extends ContainerSuites {

  LibertyIT(@TempDir Path base) throws IOException {
    super(Containers.LIBERTY.kind(), "liberty", base, "/deep/store");
  }

  @Override
  boolean isComplaint(String line) {
    return (line.startsWith("[ERROR") && !line.contains("SRVE0315E"))
        || line.startsWith("[WARNING");
  }
}
