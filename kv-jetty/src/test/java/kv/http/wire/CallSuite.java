package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.etag;
import static kv.http.wire.Http.field;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each call of docs/http-api.md: what is stored, status codes and fields. */
interface CallSuite extends Suite {

  @Test
  default void a_value_comes_back_as_it_was_stored_with_its_media_type() {
    String path = freshPath();
    byte[] value = {0, 1, (byte) 0xFF, '\r', '\n', (byte) 0xC3};
    HttpResponse<byte[]> put = http().put(path, value, "Content-Type", "image/x-test;q=\"a,b\"");
    assertThat(put.statusCode()).isEqualTo(created());
    assertThat(put.body()).isEmpty();
    HttpResponse<byte[]> get = http().get(path);
    assertThat(get.statusCode()).isEqualTo(200);
    assertThat(get.body()).isEqualTo(value);
    assertThat(field(get, "Content-Type")).isEqualTo("image/x-test;q=\"a,b\"");
    assertThat(field(get, "Content-Length")).isEqualTo("6");
    assertThat(etag(get)).isEqualTo(etag(put)).matches("\"[A-Za-z0-9._~-]+\"");
    Instant modified =
        ZonedDateTime.parse(field(get, "Last-Modified"), DateTimeFormatter.RFC_1123_DATE_TIME)
            .toInstant();
    assertThat(modified).isBetween(Instant.now().minusSeconds(600), Instant.now());
  }

  @Test
  default void what_strangers_stored_is_neither_sniffed_nor_run_nor_kept_by_shared_caches() {
    String path = freshPath();
    http().put(path, "<script>alert(1)</script>", "Content-Type", "text/html");
    HttpResponse<byte[]> get = http().get(path);
    assertThat(field(get, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(field(get, "Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
    assertThat(field(get, "Cache-Control")).isEqualTo("private, no-cache");
  }

  /** Containers may spell it in another way (RFC 9110, section 8.3.1): none changes its meaning. */
  @Test
  default void a_media_type_is_kept_to_the_letter_and_none_is_octet_stream() {
    String key = freshKey();
    for (String type :
        List.of(
            "TEXT/Plain;Charset=UTF-8", "text/plain; charset=utf-8", "text/plain", "A/b; c=D")) {
      http().put("/v1/kv/" + key, "1", "Content-Type", type);
      Object stored = Listed.page(http(), "prefix=" + key).entries().get(0).get("contentType");
      // Jetty, as it comes, hands over what an earlier request wrote in another spelling.
      if (frontEnd().container() == FrontEnd.Container.JETTY_HOME) {
        assertThat((String) stored).isEqualToIgnoringCase(type);
      } else {
        assertThat(stored).isEqualTo(type);
      }
      assertThat(field(http().get("/v1/kv/" + key), "Content-Type").replace(" ", ""))
          .isEqualToIgnoringCase(type.replace(" ", ""));
    }
    http().put("/v1/kv/" + key, "1");
    assertThat(field(http().get("/v1/kv/" + key), "Content-Type"))
        .isEqualTo("application/octet-stream");
  }

  @Test
  default void every_write_has_a_version_of_its_own_even_after_a_delete() {
    String path = freshPath();
    HttpResponse<byte[]> first = http().put(path, "same");
    HttpResponse<byte[]> second = http().put(path, "same");
    assertThat(second.statusCode()).isEqualTo(204);
    assertThat(http().delete(path).statusCode()).isEqualTo(204);
    HttpResponse<byte[]> third = http().put(path, "same");
    assertThat(third.statusCode()).isEqualTo(created());
    assertThat(etag(first)).isNotEqualTo(etag(second));
    assertThat(etag(third)).isNotIn(etag(first), etag(second));
  }

  @Test
  default void a_deleted_key_is_gone() {
    String path = freshPath();
    http().put(path, "1");
    HttpResponse<byte[]> delete = http().delete(path);
    assertThat(delete.statusCode()).isEqualTo(204);
    assertThat(delete.body()).isEmpty();
    assertNotApplied(404, http().get(path));
    assertNotApplied(404, http().head(path));
    assertNotApplied(404, http().delete(path));
  }

  @Test
  default void a_head_is_a_get_without_its_body() {
    String path = freshPath();
    http().put(path, "12345", "Content-Type", "text/plain");
    HttpResponse<byte[]> get = http().get(path);
    HttpResponse<byte[]> head = http().head(path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : new String[] {"ETag", "Content-Type", "Content-Length", "Last-Modified"}) {
      assertThat(field(head, name)).isEqualTo(field(get, name));
    }
  }

  @Test
  default void an_empty_value_is_a_value() {
    String path = freshPath();
    assertThat(http().put(path, "").statusCode()).isEqualTo(created());
    HttpResponse<byte[]> get = http().get(path);
    assertThat(get.statusCode()).isEqualTo(200);
    assertThat(get.body()).isEmpty();
    assertThat(field(get, "Content-Length")).isEqualTo("0");
  }

  @Test
  default void a_value_of_exactly_the_limit_is_stored_with_and_without_a_declared_length() {
    String path = freshPath();
    byte[] largest = new byte[FrontEnd.MAX_VALUE_SIZE];
    largest[largest.length - 1] = 1;
    assertThat(http().put(path, largest).statusCode()).isEqualTo(created());
    assertThat(http().get(path).body()).isEqualTo(largest);
    assertThat(http().send("PUT", path, Chunked.of(largest)).statusCode()).isEqualTo(204);
    assertThat(http().get(path).body()).isEqualTo(largest);
  }

  @Test
  default void a_value_over_the_limit_is_refused_and_not_stored() {
    String path = freshPath();
    byte[] larger = new byte[FrontEnd.MAX_VALUE_SIZE + 1];
    assertNotApplied(413, http().put(path, larger));
    assertNotApplied(404, http().get(path));
    assertNotApplied(413, http().send("PUT", path, Chunked.of(larger)));
    assertNotApplied(404, http().get(path));
  }

  @Test
  default void a_value_with_a_ttl_is_gone_after_it_and_tells_when() {
    String path = freshPath();
    Instant before = Instant.now();
    assertThat(http().put(path + "?ttl=600ms", "1").statusCode()).isEqualTo(created());
    HttpResponse<byte[]> get = http().get(path);
    // On a machine that stood still for that long it may be gone already, which is right as well.
    if (get.statusCode() == 200) {
      assertThat(Instant.parse(field(get, "Kv-Expires"))).isAfter(before);
    }
    Polling.until(Duration.ofMinutes(1), () -> http().get(path).statusCode() == 404);
    assertThat(Instant.now()).isAfter(before.plusMillis(599));
    assertThat(http().put(path, "2", "If-None-Match", "*").statusCode()).isEqualTo(201);
    assertThat(http().get(path).headers().firstValue("Kv-Expires")).isEmpty();
  }

  @Test
  default void a_write_without_a_ttl_ends_the_one_before_it() {
    String path = freshPath();
    http().put(path + "?ttl=1h", "1");
    assertThat(Instant.parse(field(http().get(path), "Kv-Expires")))
        .isBetween(Instant.now().plusSeconds(3000), Instant.now().plusSeconds(3600));
    http().put(path, "2");
    assertThat(http().get(path).headers().firstValue("Kv-Expires")).isEmpty();
  }

  @Test
  default void a_coded_or_partial_value_is_refused() {
    String path = freshPath();
    assertNotApplied(415, http().put(path, "1", "Content-Encoding", "gzip"));
    assertNotApplied(400, http().put(path, "1", "Content-Range", "bytes 0-0/2"));
    assertNotApplied(400, http().put(path, "1", "Content-Type", "text"));
    assertNotApplied(404, http().get(path));
  }

  @Test
  default void a_value_is_sent_as_it_is_whatever_codings_or_types_the_client_accepts() {
    String path = freshPath();
    http().put(path, "a".repeat(10_000), "Content-Type", "text/plain");
    HttpResponse<byte[]> get = http().get(path, "Accept-Encoding", "gzip, br", "Accept", "a/b");
    assertThat(text(get)).isEqualTo("a".repeat(10_000));
    assertThat(get.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  default void a_method_that_a_path_does_not_know_is_answered_405_with_those_it_knows() {
    String path = freshPath();
    for (String method : new String[] {"POST", "PATCH", "BREW"}) {
      HttpResponse<byte[]> response = http().send(method, path, BodyPublishers.ofString("1"));
      assertNotApplied(405, response);
      assertThat(field(response, "Allow").split(", "))
          .containsExactlyInAnyOrder("DELETE", "GET", "HEAD", "OPTIONS", "PUT");
    }
    HttpResponse<byte[]> listing = http().delete("/v1/kv");
    assertNotApplied(405, listing);
    assertThat(field(listing, "Allow")).contains("GET");
    assertNotApplied(404, http().get(path));
  }

  @Test
  default void a_path_that_is_none_is_answered_404_with_a_problem() {
    for (String path : new String[] {"/", "/v1", "/v1/", "/v2/kv/a", "/v1/kv65/YQ", "/v1/kv64"}) {
      assertNotApplied(404, http().get(path));
    }
  }
}
