package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** All suites on the very same file in a Tomcat, as its root and below a path; then its stop. */
@TestInstance(Lifecycle.PER_CLASS)
final class TomcatIT {

  private final Tomcat tomcat;

  TomcatIT(@TempDir Path base) throws IOException {
    tomcat = Tomcat.start("tomcat", base, Map.of());
  }

  @AfterAll
  void stop() throws IOException {
    tomcat.process().terminate();
    tomcat.process().awaitExit();
    assertThat(tomcat.process().lines())
        .as("what Tomcat says of a web application that leaves threads behind, or that failed")
        .noneMatch(line -> line.contains("memory leak") || line.contains("SEVERE"))
        .noneMatch(line -> line.startsWith("\tat kv.http"));
    assertThat(filesBelow(tomcat.base().resolve("work")))
        .as("unpacked plug-ins")
        .noneMatch(file -> file.toString().endsWith(".jar"));
    assertThat(filesBelow(tomcat.base().resolve("temp"))).isEmpty();
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Nested
  final class AsRoot implements HttpSuites, NoLocksSuite {

    private final Http http = new Http(frontEnd());

    @Override
    public FrontEnd frontEnd() {
      return tomcat.root();
    }

    @Override
    public Http http() {
      return http;
    }
  }

  @Nested
  final class BelowAPath implements HttpSuites {

    private final Http http = new Http(frontEnd());

    @Override
    public FrontEnd frontEnd() {
      return tomcat.subPath();
    }

    @Override
    public Http http() {
      return http;
    }
  }

  @Nested
  final class WithSilentClients implements SilenceSuite {
    @Override
    public FrontEnd frontEnd() {
      return tomcat.impatient();
    }
  }

  @Test
  void each_context_has_a_store_of_its_own() {
    Http root = new Http(tomcat.root());
    Http below = new Http(tomcat.subPath());
    assertThat(root.put("/v1/kv/only-here", "1").statusCode()).isEqualTo(201);
    assertThat(below.get("/v1/kv/only-here").statusCode()).isEqualTo(404);
  }
}
