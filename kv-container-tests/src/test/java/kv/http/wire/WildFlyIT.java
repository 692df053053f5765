package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** WildFly. */
final class WildFlyIT extends ContainerSuites {

  WildFlyIT(@TempDir Path base) throws IOException {
    super(Containers.WILDFLY.kind(), "wildfly", base, "/store");
  }

  @Override
  boolean isComplaint(String line) {
    return line.contains(" ERROR ");
  }
}
