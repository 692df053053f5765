package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs for machines. */
final class JsonLogsIT {

  @TempDir private Path temporary;

  @Test
  void each_line_is_an_object_and_has_the_id_of_its_request() throws IOException {
    try (FrontEnd frontEnd =
        FrontEnd.standalone("json-logs", temporary, Map.of("kv.log.format", "json"))) {
      new Http(frontEnd).put("/v1/kv/%22", "1", "X-Request-Id", "r-1");
      List<Map<String, Object>> lines = linesOnceStopped(frontEnd);
      assertThat(lines)
          .anySatisfy(
              line ->
                  assertThat(line)
                      .containsEntry("loggerName", "kv.access")
                      .containsEntry("level", "INFO")
                      .containsEntry("mdc", Map.of("request", "r-1"))
                      .containsKeys("timestamp", "threadName")
                      .extractingByKey("formattedMessage")
                      .asString()
                      .contains("PUT /v1/kv/%22 201"));
    }
  }

  @Test
  void a_file_may_ask_for_them_too_from_where_it_is_read_on() throws IOException {
    Path file = Files.writeString(temporary.resolve("kv.properties"), "kv.log.format=json\n");
    try (FrontEnd frontEnd =
        FrontEnd.standalone("json-logs", temporary, Map.of("kv.config", file.toString()))) {
      new Http(frontEnd).put("/v1/kv/k", "1");
      assertThat(linesOnceStopped(frontEnd)).hasSizeGreaterThan(1);
    }
  }

  private static List<Map<String, Object>> linesOnceStopped(FrontEnd frontEnd) {
    frontEnd.process().terminate();
    frontEnd.process().awaitExit();
    return frontEnd.process().lines().stream()
        .map(line -> Json.object(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }
}
