package kv.http.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static kv.http.wire.Http.assertNotApplied;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the modes without lightweight transactions do over HTTP, and what they refuse with 501. */
@ExtendWith(RealCluster.Resolver.class)
@Tag("cluster")
final class CassandraWeakModesIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"quorum", "eventual"})
  void values_are_kept_and_conditions_refused(String mode, RealCluster cluster) throws IOException {
    try (FrontEnd frontEnd =
        FrontEnd.standalone("cassandra-" + mode, temporary, cluster.settings(mode))) {
      Http http = new Http(frontEnd);
      String path = "/v1/kv/weak/a";

      HttpResponse<byte[]> put = http.put(path, "value", "Content-Type", "text/plain");
      assertThat(put.statusCode()).as("it does not look what was there").isEqualTo(204);
      Polling.until(SOON, () -> http.get(path).statusCode() == 200);
      HttpResponse<byte[]> get = http.get(path);
      assertThat(new String(get.body(), UTF_8)).isEqualTo("value");
      assertThat(Http.field(get, "ETag")).isEqualTo(Http.field(put, "ETag"));

      for (String field : List.of("If-Match", "If-None-Match")) {
        assertNotApplied(501, http.put(path, "other", field, "*"));
        assertNotApplied(501, http.delete(path, field, "*"));
      }
      assertThat(http.get(path).body()).isEqualTo(get.body());

      Polling.until(SOON, () -> Listed.all(http, "prefix=weak/").keys64().size() == 1);
      assertThat(http.delete(path).statusCode()).isEqualTo(204);
      Polling.until(SOON, () -> http.get(path).statusCode() == 404);
    }
  }
}
