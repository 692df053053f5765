package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The file twice in one container, each copy configured by context parameters of its own;
 * DeployPageIT has a short form of it.
 */
@Tag("nightly")
final class TwoCopiesIT {

  @ParameterizedTest
  @EnumSource
  void each_copy_has_a_configuration_of_its_own(Containers container, @TempDir Path base)
      throws IOException {
    WebApp small = WebApp.at("/small").with(Map.of("kv.max-value-size", "10"));
    WebApp locked =
        WebApp.at("/locked").with(Map.of("kv.lock", "local", "kv.http.adapter", "direct"));
    String name = "two-copies-" + container;
    try (ServletContainer running =
        container.kind().start(name, base, List.of(small, locked), Map.of())) {
      Http first = new Http(running.at(small));
      Http second = new Http(running.at(locked));
      assertNotApplied(413, first.put("/v1/kv/k", "more than ten"));
      assertNotApplied(501, first.put("/v1/kv/k?lock-wait=1s", "ten"));
      assertThat(second.put("/v1/kv/k?lock-wait=1s", "more than ten").statusCode()).isEqualTo(201);
      assertNotApplied(404, first.get("/v1/kv/k"));
    }
  }
}
