package kv.http.wire;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat 10.1. */
final class Tomcat10IT extends ContainerSuites {

  Tomcat10IT(@TempDir Path base) throws IOException {
    super(Containers.TOMCAT_10.kind(), "tomcat-10", base, "/deep/store");
  }

  @Override
  boolean isComplaint(String line) {
    return line.contains("memory leak") || line.contains("SEVERE");
  }
}
