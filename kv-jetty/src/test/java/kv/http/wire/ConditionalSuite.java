package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.etag;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 9110, section 13, and that each condition is decided together with its write. */
interface ConditionalSuite extends Suite {

  int RACERS = 100;

  @Test
  default void a_write_on_the_current_version_is_applied_and_on_any_other_is_not() {
    String path = freshPath();
    String first = etag(http().put(path, "1"));
    HttpResponse<byte[]> second = http().put(path, "2", "If-Match", first);
    assertThat(second.statusCode()).isEqualTo(204);
    HttpResponse<byte[]> stale = http().put(path, "3", "If-Match", first);
    assertNotApplied(412, stale);
    assertThat(etag(stale)).isEqualTo(etag(second));
    assertNotApplied(412, http().delete(path, "If-Match", first));
    assertThat(text(http().get(path))).isEqualTo("2");
    String list = "\"other\", " + etag(second);
    assertThat(http().delete(path, "If-Match", list).statusCode()).isEqualTo(204);
  }

  @Test
  default void a_version_of_before_a_delete_never_matches_again() {
    String path = freshPath();
    String first = etag(http().put(path, "1"));
    http().delete(path);
    http().put(path, "1");
    assertNotApplied(412, http().put(path, "2", "If-Match", first));
    assertThat(text(http().get(path))).isEqualTo("1");
  }

  @Test
  default void if_match_on_a_missing_key_fails_without_a_tag() {
    String path = freshPath();
    for (String field : new String[] {"*", "\"x\""}) {
      HttpResponse<byte[]> put = http().put(path, "1", "If-Match", field);
      assertNotApplied(412, put);
      assertThat(put.headers().firstValue("ETag")).isEmpty();
      assertNotApplied(412, http().delete(path, "If-Match", field));
      assertNotApplied(412, http().get(path, "If-Match", field));
    }
    assertNotApplied(404, http().get(path));
  }

  @Test
  default void if_match_compares_strongly() {
    String path = freshPath();
    String tag = etag(http().put(path, "1"));
    assertNotApplied(412, http().put(path, "2", "If-Match", "W/" + tag));
    assertNotApplied(412, http().delete(path, "If-Match", "W/" + tag));
    assertNotApplied(412, http().get(path, "If-Match", "W/" + tag));
  }

  @Test
  default void if_none_match_with_a_star_only_creates() {
    String path = freshPath();
    HttpResponse<byte[]> created = http().put(path, "1", "If-None-Match", "*");
    assertThat(created.statusCode()).isEqualTo(201);
    HttpResponse<byte[]> again = http().put(path, "2", "If-None-Match", "*");
    assertNotApplied(412, again);
    assertThat(etag(again)).isEqualTo(etag(created));
    assertThat(text(http().get(path))).isEqualTo("1");
  }

  @Test
  default void a_read_of_what_the_client_has_is_answered_304_without_a_body() {
    String path = freshPath();
    String tag = etag(http().put(path, "1"));
    for (String field : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
      HttpResponse<byte[]> get = http().get(path, "If-None-Match", field);
      assertThat(get.statusCode()).as(field).isEqualTo(304);
      assertThat(get.body()).isEmpty();
      assertThat(etag(get)).isEqualTo(tag);
      assertThat(http().head(path, "If-None-Match", field).statusCode()).isEqualTo(304);
    }
    assertThat(http().get(path, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    assertNotApplied(412, http().get(path, "If-Match", "\"x\"", "If-None-Match", tag));
    assertNotApplied(404, http().get(freshPath(), "If-None-Match", "*"));
  }

  @Test
  default void a_malformed_condition_is_refused_on_every_method() {
    String path = freshPath();
    http().put(path, "1");
    for (String name : new String[] {"If-Match", "If-None-Match"}) {
      for (String field : new String[] {"x", "\"x", "*, \"x\"", "\"a\" \"b\"", "w/\"x\""}) {
        assertNotApplied(400, http().get(path, name, field));
        assertNotApplied(400, http().put(path, "2", name, field));
        assertNotApplied(400, http().delete(path, name, field));
      }
    }
    assertThat(text(http().get(path))).isEqualTo("1");
  }

  @Test
  default void a_write_on_a_date_is_refused_rather_than_applied_unconditionally() {
    String path = freshPath();
    String date = "Tue, 03 Feb 2026 04:05:06 GMT";
    assertNotApplied(501, http().put(path, "1", "If-Unmodified-Since", date));
    assertNotApplied(501, http().delete(path, "If-Unmodified-Since", date));
  }

  /** Check-then-act would let several of them through (pitfalls of Jersey's own evaluation). */
  @Test
  default void of_many_writes_on_one_version_at_once_exactly_one_is_applied() throws Exception {
    String path = freshPath();
    String tag = etag(http().put(path, "start"));
    List<HttpResponse<byte[]>> answers =
        Race.of(RACERS, racer -> http().put(path, "racer " + racer, "If-Match", tag));
    assertOneWinner(answers, 204, path);
  }

  @Test
  default void of_many_that_create_at_once_exactly_one_does() throws Exception {
    String path = freshPath();
    List<HttpResponse<byte[]>> answers =
        Race.of(RACERS, racer -> http().put(path, "racer " + racer, "If-None-Match", "*"));
    assertOneWinner(answers, 201, path);
  }

  @Test
  default void of_many_deletes_on_one_version_at_once_exactly_one_is_applied() throws Exception {
    String path = freshPath();
    String tag = etag(http().put(path, "start"));
    List<HttpResponse<byte[]>> answers =
        Race.of(RACERS, racer -> http().delete(path, "If-Match", tag));
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 204).hasSize(1);
    answers.stream()
        .filter(answer -> answer.statusCode() != 204)
        .forEach(answer -> assertNotApplied(412, answer));
  }

  private void assertOneWinner(List<HttpResponse<byte[]>> answers, int status, String path) {
    List<Integer> winners =
        IntStream.range(0, answers.size())
            .filter(racer -> answers.get(racer).statusCode() == status)
            .boxed()
            .toList();
    assertThat(winners).hasSize(1);
    for (int racer = 0; racer < answers.size(); racer++) {
      if (racer != winners.get(0)) {
        assertNotApplied(412, answers.get(racer));
      }
    }
    HttpResponse<byte[]> now = http().get(path);
    assertThat(text(now)).isEqualTo("racer " + winners.get(0));
    assertThat(etag(now)).isEqualTo(etag(answers.get(winners.get(0))));
  }
}
