package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of who changed what. */
final class AuditIT {

  @TempDir private Path temporary;

  private Map<String, String> settings(String auditLog) throws IOException {
    TokenFile tokens = TokenFile.create(temporary, TokenFile.line("ann", "anns", "read,write:a/"));
    return Map.of(
        "kv.auth",
        "tokens",
        "kv.auth.tokens",
        tokens.path().toString(),
        "kv.audit-log",
        auditLog,
        "kv.lock",
        "local");
  }

  @Test
  void each_write_has_its_line_refused_ones_too_and_reads_have_none() throws IOException {
    Path log = temporary.resolve("audit.log");
    try (FrontEnd frontEnd = FrontEnd.standalone("audit", temporary, settings(log.toString()))) {
      Http http = new Http(frontEnd);
      Http ann = http.bearing("anns");
      ann.put("/v1/kv/a/1", "1", "X-Request-Id", "first");
      ann.put("/v1/kv/a/1", "1", "If-None-Match", "*");
      ann.get("/v1/kv/a/1");
      ann.put("/v1/kv/b/1", "1");
      http.put("/v1/kv/a/1", "1");
      http.bearing("eves").put("/v1/kv/a/1", "1");
      ann.put("/v1/kv/a%2Fb", "1");
      ann.put("/v1/kv/a/1?tll=1s", "1");
      ann.delete("/v1/kv/a/1");
      ann.send("POST", "/v1/admin/lock?owner=o&lease=1s", BodyPublishers.noBody());

      List<Map<String, Object>> lines = lines(log);
      assertThat(
              lines.stream()
                  .map(
                      line ->
                          "%s %s %s %s"
                              .formatted(
                                  line.get("caller"),
                                  line.get("operation"),
                                  line.get("status"),
                                  line.get("outcome"))))
          .containsExactly(
              "ann put 201 applied",
              "ann put 412 not-applied",
              "ann put 403 not-applied",
              "- put 401 not-applied",
              "- put 401 not-applied",
              "ann put 400 not-applied",
              "ann put 400 not-applied",
              "ann delete 204 applied",
              "ann lock 403 not-applied");
      assertThat(lines.get(0))
          .containsEntry("key", "a/1")
          .containsEntry("key64", "YS8x")
          .containsEntry("request", "first")
          .containsEntry("address", "127.0.0.1")
          .containsKey("time");
      assertThat(lines.get(5)).containsEntry("path", "/v1/kv/a%2Fb").doesNotContainKey("key64");
    }
  }

  @Test
  void no_key_forges_a_line() throws IOException {
    Path log = temporary.resolve("audit.log");
    try (FrontEnd frontEnd = FrontEnd.standalone("audit", temporary, settings(log.toString()))) {
      Http ann = new Http(frontEnd).bearing("anns");
      List<String> keys =
          List.of("a/\n{\"caller\":\"eve\"}", "a/\r\n", "a/\"}\\", "a/\u2028\u202e\u001b[2J\u0000");
      for (String key : keys) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        assertThat(ann.put(Http.path64(bytes), "1").statusCode()).isEqualTo(201);
      }
      ann.put(Http.path64(new byte[] {'a', '/', (byte) 0xFF}), "1");
      List<Map<String, Object>> lines = lines(log);
      assertThat(lines).hasSize(keys.size() + 1);
      for (int i = 0; i < keys.size(); i++) {
        assertThat(lines.get(i)).containsEntry("key", keys.get(i)).containsEntry("caller", "ann");
      }
      assertThat(lines.get(keys.size())).doesNotContainKey("key").containsEntry("key64", "YS__");
      assertThat(Files.readString(log).chars()).allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7F));
    }
  }

  @Test
  void it_may_go_to_the_standard_output() throws IOException {
    try (FrontEnd frontEnd = FrontEnd.standalone("audit", temporary, settings("stdout"))) {
      new Http(frontEnd).bearing("anns").put("/v1/kv/a/1", "1", "X-Request-Id", "this-one");
      frontEnd
          .process()
          .awaitLine(
              Pattern.compile("^\\{\"time\":.*\"caller\":\"ann\".*\"request\":\"this-one\"}"));
    }
  }

  private static List<Map<String, Object>> lines(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .map(line -> Json.object(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }
}
