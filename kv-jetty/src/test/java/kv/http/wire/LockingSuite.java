package kv.http.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.field;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waits for locks, and the lock of the whole store, on a front end with {@link #SETTINGS}. */
interface LockingSuite extends Suite {

  int MAX_WAITERS = 4;
  int MAX_WRITES = 8;

  /** Bounds that a test can reach. */
  Map<String, String> SETTINGS =
      Map.of(
          "kv.lock.max-waiters",
          Integer.toString(MAX_WAITERS),
          "kv.lock.max-writes",
          Integer.toString(MAX_WRITES),
          "kv.lock-wait",
          "100ms",
          "kv.lock-wait.max",
          "60s");

  String LOCK = "/v1/admin/lock";
  Duration SOON = Duration.ofSeconds(30);

  private HttpResponse<byte[]> take(String owner, String parameters) {
    return http()
        .send("POST", LOCK + "?owner=" + owner + "&" + parameters, BodyPublishers.noBody());
  }

  private HttpResponse<byte[]> release(String owner) {
    return http().delete(LOCK + "?owner=" + owner);
  }

  @AfterEach
  default void releaseTheStore() {
    HttpResponse<byte[]> held = http().get(LOCK);
    if (held.statusCode() == 200) {
      assertThat(release(String.valueOf(Json.object(held.body()).get("owner"))).statusCode())
          .isIn(204, 404);
    }
  }

  private static CompletableFuture<HttpResponse<byte[]>> start(
      Supplier<HttpResponse<byte[]>> request) {
    return CompletableFuture.supplyAsync(request, task -> new Thread(task, "client").start());
  }

  /** Starts a write of {@code path}, and returns once it has its place in the key's queue. */
  private CompletableFuture<HttpResponse<byte[]>> queue(
      int before, String path, Supplier<HttpResponse<byte[]>> write) {
    CompletableFuture<HttpResponse<byte[]>> answer = start(write);
    String place = "%d calls wait".formatted(before + 1);
    Polling.until(SOON, () -> text(http().put(path + "?lock-wait=0", "no")).contains(place));
    return answer;
  }

  @Test
  default void without_a_wait_a_write_is_refused_at_once_and_told_when_the_lease_ends() {
    String key = freshKey();
    http().put("/v1/kv/" + key, "before");
    assertThat(take("ann", "lease=1h").statusCode()).isEqualTo(200);
    for (String path : List.of("/v1/kv/" + key, Http.path64(key.getBytes(US_ASCII)))) {
      for (HttpResponse<byte[]> refused :
          List.of(
              http().put(path + "?lock-wait=0", "after"),
              http().delete(path + "?lock-wait=0"),
              http().put(path + "?lock-wait=0s&ttl=1h", "after", "If-Match", "*"),
              http().put(path + "?lock-wait=50ms", "after"),
              http().delete(path))) {
        assertNotApplied(423, refused);
        assertThat(Integer.parseInt(field(refused, "Retry-After"))).isBetween(1_800, 3_600);
        assertThat(text(refused)).contains("the whole store is locked");
      }
    }
    assertThat(text(http().get("/v1/kv/" + key))).isEqualTo("before");
  }

  @Test
  default void while_the_store_is_locked_reads_go_on() {
    String key = freshKey();
    http().put("/v1/kv/" + key, "1");
    take("ann", "lease=1h");
    assertThat(text(http().get("/v1/kv/" + key))).isEqualTo("1");
    assertThat(http().head("/v1/kv/" + key).statusCode()).isEqualTo(200);
    assertThat(Listed.page(http(), "prefix=" + key).entries()).hasSize(1);
    assertThat(http().get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  default void a_write_that_waits_is_applied_once_the_store_is_released() {
    String path = freshPath();
    take("ann", "lease=1h");
    CompletableFuture<HttpResponse<byte[]>> waiting =
        queue(0, path, () -> http().put(path + "?lock-wait=60s", "1"));
    assertThat(waiting).isNotDone();
    assertThat(release("ann").statusCode()).isEqualTo(204);
    assertThat(waiting.join().statusCode()).isIn(201, 204);
    assertThat(text(http().get(path))).isEqualTo("1");
    CompletableFuture<HttpResponse<byte[]>> deleting = whileLocked(path);
    assertThat(deleting.join().statusCode()).isEqualTo(204);
    assertThat(http().get(path).statusCode()).isEqualTo(404);
  }

  private CompletableFuture<HttpResponse<byte[]>> whileLocked(String path) {
    take("ann", "lease=1h");
    CompletableFuture<HttpResponse<byte[]>> deleting =
        queue(0, path, () -> http().delete(path + "?lock-wait=1m"));
    release("ann");
    return deleting;
  }

  @Test
  default void the_lock_ends_by_itself_with_its_lease() {
    String path = freshPath();
    take("ann", "lease=1s");
    assertThat(http().put(path + "?lock-wait=60s", "1").statusCode()).isIn(201, 204);
    Polling.until(SOON, () -> http().get(LOCK).statusCode() == 404);
    assertNotApplied(404, release("ann"));
  }

  @Test
  default void who_waits_for_a_key_is_served_first_come_first_served() {
    String path = freshPath();
    take("ann", "lease=1h");
    List<CompletableFuture<HttpResponse<byte[]>>> writers = new ArrayList<>();
    for (int i = 0; i < MAX_WAITERS; i++) {
      String target = path + "?lock-wait=60s";
      String value = Integer.toString(i);
      writers.add(queue(i, path, () -> http().put(target, value, "If-None-Match", "*")));
    }
    release("ann");
    assertThat(writers.get(0).join().statusCode()).as("the first").isEqualTo(201);
    writers.stream().skip(1).forEach(writer -> assertNotApplied(412, writer.join()));

    take("ann", "lease=1h");
    List<CompletableFuture<HttpResponse<byte[]>>> blind = new ArrayList<>();
    for (int i = 0; i < MAX_WAITERS; i++) {
      String value = "blind " + i;
      blind.add(queue(i, path, () -> http().put(path + "?lock-wait=60s", value)));
    }
    release("ann");
    blind.forEach(writer -> assertThat(writer.join().statusCode()).isEqualTo(204));
    assertThat(text(http().get(path))).as("the last").isEqualTo("blind " + (MAX_WAITERS - 1));
  }

  @Test
  default void one_more_than_may_wait_for_a_key_is_refused_and_the_others_are_served() {
    String path = freshPath();
    take("ann", "lease=1h");
    List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
    for (int i = 0; i < MAX_WAITERS; i++) {
      waiting.add(queue(i, path, () -> http().put(path + "?lock-wait=60s", "1")));
    }
    HttpResponse<byte[]> refused = http().put(path + "?lock-wait=60s", "2");
    assertNotApplied(503, refused);
    assertThat(field(refused, "Retry-After")).isEqualTo("1");
    release("ann");
    waiting.forEach(write -> assertThat(write.join().statusCode()).isIn(201, 204));
    assertThat(text(http().get(path))).isEqualTo("1");
  }

  @Test
  default void writes_that_wait_leave_room_for_reads_and_for_the_release() {
    String path = freshPath();
    http().put(path, "before");
    take("ann", "lease=1h");
    List<CompletableFuture<HttpResponse<byte[]>>> waiting =
        IntStream.range(0, 4 * BadWireSuite.THREADS)
            .mapToObj(i -> start(() -> http().put(freshPath() + "?lock-wait=60s", "1")))
            .toList();
    Polling.until(SOON, () -> http().put(path + "?lock-wait=0", "no").statusCode() == 503);
    assertThat(text(http().get(path))).isEqualTo("before");
    assertThat(release("ann").statusCode()).isEqualTo(204);
    assertThat(waiting.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
        .isSubsetOf(201, 204, 503)
        .contains(503)
        .containsAnyOf(201, 204);
  }

  @Test
  default void the_lock_is_told_and_renewed_by_its_owner_alone() {
    HttpResponse<byte[]> taken = take("ann%20at%20home", "lease=60");
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(field(taken, "Content-Type")).isEqualTo("application/json");
    assertThat(field(taken, "Cache-Control")).isEqualTo("no-store");
    Map<String, Object> first = Json.object(taken.body());
    assertThat(first).containsOnlyKeys("owner", "identity", "revision", "remaining");
    assertThat(first).containsEntry("owner", "ann at home");
    assertThat((String) first.get("remaining")).matches("\\d{1,5}ms");

    HttpResponse<byte[]> others = take("bob", "lease=60&lock-wait=0");
    assertNotApplied(423, others);
    assertThat(Integer.parseInt(field(others, "Retry-After"))).isBetween(1, 60);
    assertNotApplied(423, take("bob", "lease=60"));
    assertNotApplied(404, release("bob"));

    Map<String, Object> renewed = Json.object(take("ann%20at%20home", "lease=1h").body());
    assertThat(renewed)
        .containsEntry("identity", first.get("identity"))
        .containsEntry("revision", first.get("revision"));
    assertThat((String) renewed.get("remaining")).matches("\\d{7}ms");
    Map<String, Object> shown = Json.object(http().get(LOCK).body());
    assertThat(shown).containsEntry("owner", "ann at home");
    assertThat(shown).containsEntry("revision", first.get("revision"));

    assertThat(release("ann%20at%20home").statusCode()).isEqualTo(204);
    assertNotApplied(404, http().get(LOCK));
    assertNotApplied(404, release("ann%20at%20home"));
  }

  @Test
  default void who_waits_for_the_store_gets_it_with_a_greater_token() {
    Map<String, Object> first = Json.object(take("ann", "lease=1h").body());
    CompletableFuture<HttpResponse<byte[]>> bob =
        start(() -> take("bob", "lease=1h&lock-wait=60s"));
    assertThat(release("ann").statusCode()).isEqualTo(204);
    Map<String, Object> second = Json.object(bob.join().body());
    assertThat(second).containsEntry("owner", "bob");
    assertThat(second).containsEntry("identity", first.get("identity"));
    assertThat(revision(second)).isGreaterThan(revision(first));
    assertThat(Json.object(http().get(LOCK).body())).containsEntry("owner", "bob");
  }

  private static long revision(Map<String, Object> lock) {
    return Long.parseLong(String.valueOf(lock.get("revision")));
  }

  @Test
  default void a_malformed_wait_is_refused_before_the_value_is_read() {
    String path = freshPath();
    for (String wait : List.of("", "-1", "1x", "0.5s", "61s", "2h", "1s&lock-wait=1s", "%FF")) {
      assertNotApplied(400, http().put(path + "?lock-wait=" + wait, "1"));
      assertNotApplied(400, http().delete(path + "?lock-wait=" + wait));
    }
    assertNotApplied(400, http().get(path + "?lock-wait=1s"));
    assertNotApplied(400, http().get("/v1/kv?lock-wait=1s"));
    assertNotApplied(404, http().get(path));
  }

  @Test
  default void a_malformed_call_on_the_stores_lock_is_refused() {
    for (String query :
        List.of(
            "",
            "?owner=ann",
            "?lease=1m",
            "?owner=&lease=1m",
            "?owner=a%00b&lease=1m",
            "?owner=%C3%A4&lease=1m",
            "?owner=" + "a".repeat(129) + "&lease=1m",
            "?owner=ann&lease=999ms",
            "?owner=ann&lease=25h",
            "?owner=ann&lease=soon",
            "?owner=ann&lease=1m&lock-wait=61s",
            "?owner=ann&lease=1m&wait=1s",
            "?owner=ann&lease=1m&owner=bob")) {
      assertNotApplied(400, http().send("POST", LOCK + query, BodyPublishers.noBody()));
    }
    assertNotApplied(
        400, http().send("POST", LOCK + "?owner=ann&lease=1m", BodyPublishers.ofString("lease=1")));
    assertNotApplied(400, http().delete(LOCK));
    assertNotApplied(400, http().delete(LOCK + "?owner=ann&lease=1m"));
    assertNotApplied(400, http().get(LOCK + "?owner=ann"));
    assertNotApplied(405, http().put(LOCK + "?owner=ann&lease=1m", ""));
    assertNotApplied(404, http().get(LOCK));
  }
}
