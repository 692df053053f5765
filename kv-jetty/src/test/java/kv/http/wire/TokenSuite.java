package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.field;
import static kv.http.wire.Http.path64;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bearer tokens with grants, on one adapter; each test has keys of its own below a prefix. */
abstract class TokenSuite extends StandaloneFrontEnd {

  private final Http writer = http().bearing("writer-token");
  private final Http reader = http().bearing("reader-token");
  private final Http owner = http().bearing("owner-token");
  private final Http admin = http().bearing("admin-token");

  TokenSuite(String name, Path temporary, String adapter) throws IOException {
    super(name, temporary, settings(temporary, adapter));
  }

  private static Map<String, String> settings(Path temporary, String adapter) throws IOException {
    TokenFile tokens =
        TokenFile.create(
            temporary,
            "# tokens of the tests",
            TokenFile.line("writer", "writer-token", "write"),
            TokenFile.line("reader", "reader-token", "read:a/ read:c/d/ read64:AP8"),
            TokenFile.line("owner", "owner-token", "read,write:mine/"),
            TokenFile.line("admin", "admin-token", "admin read,write"));
    Map<String, String> settings = new HashMap<>();
    settings.put("kv.auth", "tokens");
    settings.put("kv.auth.tokens", tokens.path().toString());
    settings.put("kv.lock", "local");
    settings.put("kv.http.adapter", adapter);
    return settings;
  }

  @Test
  void without_a_token_every_call_is_refused_with_a_challenge() {
    for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
      for (String path : List.of("/v1/kv/a/1", path64(new byte[] {0, 1}))) {
        HttpResponse<byte[]> response = http().send(method, path, BodyPublishers.noBody());
        assertNotApplied(401, response);
        assertThat(field(response, "WWW-Authenticate")).isEqualTo("Bearer realm=\"kv\"");
      }
    }
    assertNotApplied(401, http().get("/v1/kv"));
    for (String method : List.of("GET", "POST", "DELETE")) {
      assertNotApplied(
          401, http().send(method, "/v1/admin/lock?owner=x&lease=1s", BodyPublishers.noBody()));
    }
  }

  @Test
  void a_token_that_is_not_known_is_said_to_be_invalid() {
    for (String token : List.of("other-token", "writer-toke", "writer-token2", "=", "ä")) {
      HttpResponse<byte[]> response = http().get("/v1/kv/a/1", "Authorization", "Bearer " + token);
      assertNotApplied(401, response);
      assertThat(field(response, "WWW-Authenticate"))
          .isEqualTo("Bearer realm=\"kv\", error=\"invalid_token\"");
    }
    HttpResponse<byte[]> basic =
        http().get("/v1/kv/a/1", "Authorization", "Basic d3JpdGVyLXRva2VuOg==");
    assertNotApplied(401, basic);
    assertThat(field(basic, "WWW-Authenticate")).isEqualTo("Bearer realm=\"kv\"");
    HttpResponse<byte[]> twice =
        http()
            .get("/v1/kv/a/1", "Authorization", "Bearer a", "Authorization", "Bearer reader-token");
    assertNotApplied(400, twice);
    assertThat(field(twice, "WWW-Authenticate")).contains("invalid_request");
  }

  @Test
  void the_scheme_is_recognised_in_any_case() {
    assertThat(http().get("/v1/kv/a/none", "Authorization", "bEARER reader-token").statusCode())
        .isEqualTo(404);
  }

  @Test
  void roles_and_prefixes_decide_what_a_token_may_do() {
    assertThat(owner.put("/v1/kv/mine/1", "1").statusCode()).isEqualTo(201);
    assertThat(text(owner.get("/v1/kv/mine/1"))).isEqualTo("1");
    assertThat(text(owner.get(path64("mine/1".getBytes(StandardCharsets.UTF_8))))).isEqualTo("1");
    for (String path : List.of("/v1/kv/mine", "/v1/kv/theirs/1", path64(new byte[] {'m'}))) {
      for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
        HttpResponse<byte[]> response = owner.send(method, path, BodyPublishers.noBody());
        assertNotApplied(403, response);
        assertThat(field(response, "WWW-Authenticate")).contains("insufficient_scope");
      }
    }
    assertThat(writer.put("/v1/kv/mine/2", "2").statusCode()).isEqualTo(201);
    assertNotApplied(403, writer.get("/v1/kv/mine/2"));
    assertNotApplied(403, reader.put("/v1/kv/a/1", "1"));
    assertThat(owner.delete("/v1/kv/mine/2").statusCode()).isEqualTo(204);
  }

  @Test
  void a_refused_write_changes_nothing() {
    admin.put("/v1/kv/kept", "kept");
    assertNotApplied(401, http().put("/v1/kv/kept", "changed"));
    assertNotApplied(403, owner.put("/v1/kv/kept", "changed"));
    assertNotApplied(403, reader.delete("/v1/kv/kept"));
    assertThat(text(admin.get("/v1/kv/kept"))).isEqualTo("kept");
  }

  @Test
  void a_listing_shows_what_may_be_read_and_no_more() {
    for (String key : List.of("a/1", "a/2", "b/1", "c/1", "c/d/1", "c/d/e/1", "d/1")) {
      admin.put("/v1/kv/" + key, "x");
    }
    admin.put(path64(new byte[] {0, (byte) 0xFF, 1}), "x");
    admin.put(path64(new byte[] {0, 1}), "x");
    List<String> readable = List.of("AP8B", "YS8x", "YS8y", "Yy9kLzE", "Yy9kL2UvMQ");
    assertThat(Listed.page(reader, "").keys64()).isEqualTo(readable);
    for (int limit = 1; limit < 6; limit++) {
      assertThat(Listed.all(reader, "limit=" + limit).keys64()).isEqualTo(readable);
    }
    assertThat(Listed.page(reader, "prefix=c/").keys()).containsExactly("c/d/1", "c/d/e/1");
    Listed grouped = Listed.all(reader, "delimiter=/&limit=1");
    assertThat(grouped.prefixes()).containsExactly("a/", "c/");
    assertThat(grouped.keys64()).containsExactly("AP8B");
    Listed below = Listed.page(reader, "prefix=c/d/&delimiter=/");
    assertThat(below.prefixes()).containsExactly("c/d/e/");
    assertThat(below.keys()).containsExactly("c/d/1");
    for (String query : List.of("prefix=b/", "prefix=c/e", "prefix=a", "prefix64=AQ")) {
      boolean some = query.equals("prefix=a");
      HttpResponse<byte[]> response = reader.get("/v1/kv?" + query);
      assertThat(response.statusCode()).as(query).isEqualTo(some ? 200 : 403);
    }
    assertNotApplied(403, writer.get("/v1/kv"));
  }

  @Test
  void another_callers_cursor_shows_no_more_than_ones_own() {
    admin.put("/v1/kv/a/0", "x");
    admin.put("/v1/kv/b/0", "x");
    String cursor = Listed.page(admin, "limit=1").cursor().orElseThrow();
    assertThat(Listed.all(reader, "cursor=" + cursor).keys64())
        .allMatch(key -> key.startsWith("YS8") || key.startsWith("Yy9kL") || key.startsWith("AP8"));
  }

  @Test
  void a_large_body_that_is_refused_still_gets_its_answer() {
    byte[] large = new byte[8 << 20];
    assertNotApplied(401, http().put("/v1/kv/large", large));
    assertNotApplied(403, owner.put("/v1/kv/large", large));
  }

  @Test
  void a_body_is_not_asked_for_where_the_fields_are_refused() throws IOException {
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head(
          "PUT ~/v1/kv/other HTTP/1.1",
          "Authorization: Bearer owner-token",
          "Content-Length: 9",
          "Expect: 100-continue");
      Exchange.assertProblem(403, exchange.next().orElseThrow());
    }
  }

  @Test
  void the_lock_of_the_store_is_for_administrators() {
    assertNotApplied(403, writer.get("/v1/admin/lock"));
    assertNotApplied(
        403,
        owner.send("POST", "/v1/admin/lock?owner=o&lease=1m", BodyPublishers.ofString("body")));
    assertNotApplied(404, admin.get("/v1/admin/lock"));
    assertThat(
            admin
                .send("POST", "/v1/admin/lock?owner=o&lease=1m", BodyPublishers.noBody())
                .statusCode())
        .isEqualTo(200);
    assertNotApplied(403, owner.delete("/v1/admin/lock?owner=o"));
    assertThat(admin.delete("/v1/admin/lock?owner=o").statusCode()).isEqualTo(204);
  }

  @Test
  void what_tells_of_the_server_is_for_those_who_are_known_and_its_health_for_all() {
    for (String path : List.of("/metrics", "/openapi.json")) {
      assertNotApplied(401, http().get(path));
      assertThat(writer.get(path).statusCode()).isEqualTo(200);
    }
    for (String path : List.of("/health/live", "/health/ready")) {
      assertThat(Json.object(http().get(path).body())).isEqualTo(Map.of("status", "up"));
    }
  }

  @Test
  void refusals_are_counted() {
    String unauthenticated = "kv_calls_refused_total{status=\"401\"}";
    String forbidden = "kv_calls_refused_total{status=\"403\"}";
    Metrics before = Metrics.of(reader);
    http().get("/v1/kv/a/1");
    writer.get("/v1/kv/a/1");
    writer.get("/v1/kv/a/1");
    Metrics after = Metrics.of(reader);
    assertThat(after.value(unauthenticated)).isEqualTo(before.value(unauthenticated) + 1);
    assertThat(after.value(forbidden)).isEqualTo(before.value(forbidden) + 2);
  }
}
