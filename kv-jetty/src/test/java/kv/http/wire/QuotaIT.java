package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Quotas of keys and bytes under prefixes. Each test has a prefix of its own. */
@TestInstance(Lifecycle.PER_CLASS)
final class QuotaIT {

  private final FrontEnd frontEnd;
  private final Http http;

  QuotaIT(@TempDir Path temporary) throws IOException {
    frontEnd =
        FrontEnd.standalone(
            "quota",
            temporary,
            Map.of(
                "kv.quota",
                "keys/ keys=3; bytes/ bytes=100; both/ keys=5; both/in/ bytes=10; race/ keys=40; failed/ keys=2",
                "kv.quota.interval",
                "200ms"));
    http = new Http(frontEnd);
  }

  @AfterAll
  void stop() {
    frontEnd.process().terminate();
    assertThat(frontEnd.process().awaitExit()).isZero();
    assertThat(frontEnd.process().lines())
        .noneMatch(line -> line.startsWith("\tat ") || line.contains("ERROR"));
  }

  private int put(String key, int bytes) {
    return http.put("/v1/kv/" + key, "x".repeat(bytes)).statusCode();
  }

  /** A write during a count may count twice until the next, and be refused until then. */
  private void stored(String key, int bytes) {
    Polling.until(Duration.ofMinutes(1), () -> put(key, bytes) < 300);
  }

  @Test
  void a_key_too_many_is_refused_and_not_stored_and_overwriting_goes_on() {
    for (int i = 0; i < 3; i++) {
      stored("keys/" + i, 1);
    }
    Http.assertNotApplied(507, http.put("/v1/kv/keys/3", "1"));
    Http.assertNotApplied(404, http.get("/v1/kv/keys/3"));
    assertThat(put("keys/1", 1_000)).isEqualTo(204);
    assertThat(put("elsewhere", 1)).isEqualTo(201);
    assertThat(http.delete("/v1/kv/keys/0").statusCode()).isEqualTo(204);
    stored("keys/3", 1);
    Http.assertNotApplied(507, http.put("/v1/kv/keys/0", "1"));
  }

  @Test
  void bytes_too_many_are_refused_but_a_value_may_be_replaced_by_one_as_long() {
    stored("bytes/a", 60);
    Http.assertNotApplied(507, http.put("/v1/kv/bytes/b", "x".repeat(41)));
    stored("bytes/b", 40);
    assertThat(put("bytes/a", 60)).isEqualTo(204);
    assertThat(put("bytes/a", 10)).isEqualTo(204);
    // What was overwritten counts until the next count.
    stored("bytes/c", 50);
    Http.assertNotApplied(507, http.put("/v1/kv/bytes/d", "x"));
  }

  @Test
  void a_write_needs_room_in_every_quota_that_it_falls_under() {
    stored("both/in/a", 10);
    Http.assertNotApplied(507, http.put("/v1/kv/both/in/b", "x"));
    for (int i = 0; i < 4; i++) {
      stored("both/" + i, 100);
    }
    Http.assertNotApplied(507, http.put("/v1/kv/both/in/c", ""));
  }

  @Test
  void a_write_whose_precondition_fails_takes_no_room() {
    for (int i = 0; i < 100; i++) {
      HttpResponse<byte[]> answer =
          http.put("/v1/kv/failed/absent", "x", "If-Match", "\"no-such-version\"");
      Http.assertNotApplied(412, answer);
    }
    assertThat(put("failed/1", 1)).isEqualTo(201);
  }

  @Test
  void writers_at_once_never_store_more_than_the_quota_and_in_the_end_not_less() throws Exception {
    List<Integer> statuses = Race.of(60, racer -> put("race/" + racer, 1));
    assertThat(statuses).containsOnly(201, 507);
    int stored = (int) statuses.stream().filter(status -> status == 201).count();
    assertThat(stored).isLessThanOrEqualTo(40);
    for (int i = stored; i < 40; i++) {
      stored("race/late-" + i, 1);
    }
    Http.assertNotApplied(507, http.put("/v1/kv/race/one-more", "1"));
  }
}
