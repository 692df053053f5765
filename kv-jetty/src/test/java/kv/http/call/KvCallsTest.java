package kv.http.call;

import static kv.http.call.Refusals.assertNotApplied;
import static kv.http.call.Refusals.assertProblem;
import static kv.http.call.Refusals.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kv.http.call.Reply.Header;
import kv.spi.Bytes;
import kv.spi.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls one by one: what they answer, and that each costs one call of the backend. */
final class KvCallsTest {

  private static final int MAX_VALUE_SIZE = 8;
  private static final SampleCall KEY = SampleCall.of("/v1/kv/k");

  private final SampleBackend backend = new SampleBackend();
  private final List<String> observed = Collections.synchronizedList(new ArrayList<>());
  private final KvCalls calls =
      new KvCalls(
          backend,
          new KvCalls.Limits(MAX_VALUE_SIZE, Duration.ofSeconds(5), 4, SampleCall.LOCK_WAITS),
          System::nanoTime,
          (operation, call, reply, nanos) ->
              observed.add(operation.word() + " " + reply.outcome().word()));

  @Test
  void a_value_comes_back_with_its_media_type_version_and_date() {
    Reply put = calls.put(KEY.with("Content-Type", "text/plain; charset=utf-8").body("ä"));
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.headers()).containsExactly(new Header("ETag", "\"v1\""));
    Reply get = calls.get(KEY);
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.outcome()).isEqualTo(Outcome.APPLIED);
    assertThat(text(get.body())).isEqualTo("ä");
    assertThat(get.headers())
        .contains(
            new Header("ETag", "\"v1\""),
            new Header("Content-Type", "text/plain; charset=utf-8"),
            new Header("Last-Modified", "Tue, 03 Feb 2026 04:05:06 GMT"),
            new Header("X-Content-Type-Options", "nosniff"),
            new Header("Content-Security-Policy", "sandbox; default-src 'none'"));
  }

  @Test
  void a_put_that_replaces_is_answered_204_with_the_new_version() {
    calls.put(KEY.body("1"));
    Reply reply = calls.put(KEY.body("2"));
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers()).containsExactly(new Header("ETag", "\"v2\""));
  }

  @Test
  void a_head_has_the_fields_of_the_get_and_no_body() {
    calls.put(KEY.body("123"));
    Reply get = calls.get(KEY);
    Reply head = calls.head(KEY);
    assertThat(head.headers()).isEqualTo(get.headers());
    assertThat(head.contentLength()).isEqualTo(3);
    assertThat(head.body()).isEqualTo(Bytes.EMPTY);
    assertThat(backend.calls()).as("no value was read for it").endsWith("get", "head");
  }

  @Test
  void a_missing_key_is_answered_404() {
    assertNotApplied(404, calls.get(KEY));
    assertNotApplied(404, calls.head(KEY));
    assertNotApplied(404, calls.delete(KEY));
  }

  @Test
  void a_value_that_the_client_has_is_answered_304_with_its_version_and_without_a_body() {
    calls.put(KEY.body("1"));
    for (String tags : new String[] {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
      Reply reply = calls.get(KEY.with("If-None-Match", tags));
      assertThat(reply.status()).as(tags).isEqualTo(304);
      assertThat(reply.body()).isEqualTo(Bytes.EMPTY);
      assertThat(reply.headers()).contains(new Header("ETag", "\"v1\""));
    }
    assertThat(calls.get(KEY.with("If-None-Match", "\"v2\"")).status()).isEqualTo(200);
    assertNotApplied(404, calls.get(SampleCall.of("/v1/kv/other").with("If-None-Match", "*")));
  }

  @Test
  void a_read_judges_if_match_before_if_none_match() {
    calls.put(KEY.body("1"));
    assertNotApplied(
        412, calls.get(KEY.with("If-Match", "\"v0\"").with("If-None-Match", "\"v1\"")));
    assertNotApplied(412, calls.get(SampleCall.of("/v1/kv/other").with("If-Match", "*")));
    assertThat(calls.get(KEY.with("If-Match", "\"v1\"").with("If-None-Match", "\"v1\"")).status())
        .isEqualTo(304);
  }

  @Test
  void a_failed_precondition_is_answered_412_with_the_version_there_is() {
    calls.put(KEY.body("1"));
    Reply put = calls.put(KEY.with("If-Match", "\"v0\"").body("2"));
    assertNotApplied(412, put);
    assertThat(put.headers()).contains(new Header("ETag", "\"v1\""));
    assertThat(calls.delete(KEY.with("If-Match", "\"v0\"")).headers())
        .contains(new Header("ETag", "\"v1\""));
    Reply missing = calls.put(SampleCall.of("/v1/kv/other").with("If-Match", "*").body("2"));
    assertNotApplied(412, missing);
    assertThat(missing.headers()).noneMatch(header -> header.name().equals("ETag"));
    assertThat(text(calls.get(KEY).body())).isEqualTo("1");
  }

  @Test
  void every_call_is_one_call_of_the_backend() {
    calls.put(KEY.with("If-None-Match", "*").body("1"));
    calls.put(KEY.with("If-Match", "\"v1\"").body("2"));
    calls.get(KEY.with("If-None-Match", "\"v2\""));
    calls.head(KEY.with("If-Match", "*"));
    calls.list(SampleCall.of("/v1/kv"));
    calls.delete(KEY.with("If-Match", "\"v2\""));
    assertThat(backend.calls()).containsExactly("put", "put", "get", "head", "list", "delete");
  }

  @Test
  void what_is_refused_by_its_fields_never_reaches_the_backend_and_needs_no_body() {
    SampleCall unreadable = KEY.body(new FailingBody());
    assertNotApplied(400, calls.put(unreadable.with("If-Match", "v1")));
    assertNotApplied(400, calls.put(unreadable.with("If-None-Match", "\"v1")));
    assertNotApplied(400, calls.put(unreadable.query("ttl=-1")));
    assertNotApplied(400, calls.put(unreadable.query("tll=1")));
    assertNotApplied(400, calls.put(unreadable.with("Content-Range", "bytes 0-1/2")));
    assertNotApplied(415, calls.put(unreadable.with("Content-Encoding", "gzip")));
    assertNotApplied(400, calls.put(unreadable.with("Content-Type", "text")));
    assertNotApplied(413, calls.put(unreadable.with("Content-Length", "9")));
    assertNotApplied(501, calls.put(unreadable.with("If-Unmodified-Since", "today")));
    assertNotApplied(400, calls.get(KEY.query("ttl=1")));
    assertNotApplied(400, calls.delete(KEY.query("ttl=1")));
    assertNotApplied(400, calls.list(SampleCall.of("/v1/kv").query("limit=0")));
    assertThat(backend.calls()).isEmpty();
  }

  @Test
  void a_ttl_is_told_with_the_value() {
    assertThat(calls.put(KEY.query("ttl=60").body("1")).status()).isEqualTo(201);
    assertThat(calls.get(KEY).headers())
        .contains(new Header("Kv-Expires", "2026-02-03T04:06:06.789Z"));
  }

  @Test
  void a_value_of_exactly_the_limit_is_stored_with_or_without_a_declared_length() {
    byte[] largest = new byte[MAX_VALUE_SIZE];
    assertThat(calls.put(KEY.body(largest)).status()).isEqualTo(201);
    assertThat(calls.put(KEY.body(largest).with("Content-Length", "8")).status()).isEqualTo(204);
    assertThat(calls.put(KEY).status()).as("an empty value").isEqualTo(204);
    assertThat(calls.get(KEY).contentLength()).isZero();
  }

  @Test
  void a_value_over_the_limit_is_refused_whether_or_not_its_length_was_declared() {
    byte[] larger = new byte[MAX_VALUE_SIZE + 1];
    assertNotApplied(413, calls.put(KEY.body(larger)));
    assertNotApplied(413, calls.put(KEY.body(larger).with("Content-Length", "9")));
    assertNotApplied(413, calls.put(KEY.body(larger).with("Content-Length", "9".repeat(18))));
    assertThat(backend.size()).isZero();
  }

  @Test
  void a_body_that_breaks_off_is_never_stored() {
    assertNotApplied(400, calls.put(KEY.body("123").with("Content-Length", "4")));
    assertNotApplied(400, calls.put(KEY.body(new FailingBody())));
    assertNotApplied(400, calls.put(KEY.body(new FailingBody(new NullPointerException()))));
    assertNotApplied(400, calls.put(KEY.body(new FailingBody(new IllegalStateException()))));
    assertThat(backend.calls()).isEmpty();
  }

  @Test
  void a_body_that_does_not_come_in_time_is_not_waited_for_again() {
    FailingBody silent = new FailingBody(new SocketTimeoutException());
    assertNotApplied(408, calls.put(KEY.body(silent)));
    assertThat(silent.attempts()).isEqualTo(1);
    assertThat(backend.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text", "/", "text/", "/plain", "te\u0000xt/plain", "text/plain\u00e4"})
  void a_media_type_that_is_none_is_refused(String mediaType) {
    assertNotApplied(400, calls.put(KEY.with("Content-Type", mediaType)));
    assertNotApplied(400, calls.put(KEY.with("Content-Type", "text/" + "x".repeat(251))));
    assertThat(calls.put(KEY.with("Content-Type", "text/" + "x".repeat(250))).status())
        .isEqualTo(201);
  }

  @Test
  void the_listing_is_json() {
    calls.put(KEY.body("1"));
    Reply reply = calls.list(SampleCall.of("/v1/kv").query("prefix=k&values=true"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).contains(new Header("Content-Type", "application/json"));
    assertThat(text(reply.body())).startsWith("{\"entries\":[{\"key\":\"k\"").contains("\"MQ\"");
  }

  @Test
  void every_decision_is_observed_with_its_outcome() {
    calls.put(KEY.body("1"));
    calls.get(KEY);
    calls.get(KEY.query("bad=1"));
    calls.delete(KEY.with("If-Match", "\"v0\""));
    calls.list(SampleCall.of("/v1/kv"));
    calls.head(SampleCall.of("/v1/kv/none"));
    assertThat(observed)
        .containsExactly(
            "put applied",
            "get applied",
            "get not-applied",
            "delete not-applied",
            "list applied",
            "head not-applied");
  }

  @Test
  void both_forms_name_the_same_key() {
    calls.put(SampleCall.of("/v1/kv64/YS9i").body("1"));
    assertThat(text(calls.get(SampleCall.of("/v1/kv/a/b")).body())).isEqualTo("1");
    assertProblem(404, Outcome.NOT_APPLIED, calls.get(SampleCall.of("/v1/kv/A/b")));
    assertThat(backend.size()).isEqualTo(1);
  }
}
