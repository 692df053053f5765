package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat 11. */
final class TomcatIT extends ContainerSuites {

  TomcatIT(@TempDir Path base) throws IOException {
    super(Tomcat.OF_BUILD, "tomcat", base, "/deep/store");
  }

  @Override
  boolean isComplaint(String line) {
    return line.contains("memory leak") || line.contains("SEVERE");
  }
}
