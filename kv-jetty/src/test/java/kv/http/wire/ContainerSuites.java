package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * All suites on the very same file in a container: as it is in the root context, and unpacked below
 * a path. Then the container's stop.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ContainerSuites {

  private final ServletContainer container;
  private final WebApp below;

  ContainerSuites(ServletContainer.Kind kind, String name, Path base, String path)
      throws IOException {
    below = WebApp.at(path).unpackedIn(Files.createDirectory(base.resolve("unpacked")));
    Path empty = Files.createDirectory(base.resolve("base"));
    container = kind.start(name, empty, List.of(WebApp.ROOT, below), Map.of());
  }

  /** Whether a line of its log tells of a fault, or of something that was left behind. */
  abstract boolean isComplaint(String line);

  @AfterAll
  final void stop() throws IOException {
    container.process().terminate();
    container.process().awaitExit();
    assertThat(container.process().lines())
        .as("its log, after all that clients did wrong, and after its stop")
        .noneMatch(this::isComplaint)
        .noneMatch(line -> line.startsWith("\tat kv."));
    assertThat(container.leftovers()).as("files that nobody needs any more").isEmpty();
  }

  @Nested
  final class AsRoot implements HttpSuites, NoLocksSuite {

    private final Http http = new Http(frontEnd());

    @Override
    public FrontEnd frontEnd() {
      return container.at(WebApp.ROOT);
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
      return container.at(below);
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
      return container.at(WebApp.ROOT, container.impatientPort());
    }
  }

  @Test
  void each_context_has_a_store_of_its_own() {
    Http root = new Http(container.at(WebApp.ROOT));
    Http other = new Http(container.at(below));
    assertThat(root.put("/v1/kv/only-here", "1").statusCode()).isEqualTo(201);
    assertThat(other.get("/v1/kv/only-here").statusCode()).isEqualTo(404);
  }
}
