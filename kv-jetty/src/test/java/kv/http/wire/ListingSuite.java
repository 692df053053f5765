package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.base64url;
import static kv.http.wire.Http.etag;
import static kv.http.wire.Http.path64;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code GET /v1/kv}: what is listed, in which order, in which pages. */
interface ListingSuite extends Suite {

  @Test
  default void an_entry_tells_all_but_the_value() {
    String key = freshKey();
    String tag = etag(http().put("/v1/kv/" + key, "123", "Content-Type", "text/x"));
    Listed listed = Listed.page(http(), "prefix=" + key);
    assertThat(listed.entries()).hasSize(1);
    Map<String, Object> entry = listed.entries().get(0);
    assertThat(entry)
        .containsEntry("key", key)
        .containsEntry("key64", base64url(key.getBytes(StandardCharsets.US_ASCII)))
        .containsEntry("contentType", "text/x")
        .containsEntry("size", 3)
        .containsKey("modified")
        .doesNotContainKeys("value64", "expires");
    assertThat('"' + (String) entry.get("version") + '"').isEqualTo(tag);
    assertThat(listed.cursor()).isEmpty();
  }

  @Test
  default void values_are_there_on_request() {
    String key = freshKey();
    http().put("/v1/kv/" + key + "?ttl=1h", new byte[] {(byte) 0xFB, (byte) 0xFF});
    Map<String, Object> entry = Listed.page(http(), "values=true&prefix=" + key).entries().get(0);
    assertThat(entry).containsEntry("value64", "-_8").containsKey("expires");
  }

  @Test
  default void keys_are_in_the_order_of_their_bytes_and_not_of_their_characters() {
    String prefix = freshKey() + "/";
    List<String> inOrder = List.of("A", "B", "a", "a/b", "aa", "b", "ä", "\uFFFD", "😀");
    for (int i = inOrder.size() - 1; i >= 0; i--) {
      http().put(path64((prefix + inOrder.get(i)).getBytes(StandardCharsets.UTF_8)), "1");
    }
    assertThat(Listed.page(http(), "prefix=" + Listed.escaped(prefix)).keys())
        .isEqualTo(inOrder.stream().map(key -> prefix + key).toList());
  }

  @Test
  default void a_key_that_is_no_text_is_listed_in_its_binary_form_only() {
    byte[] prefix = (freshKey() + "/").getBytes(StandardCharsets.US_ASCII);
    byte[] key = Arrays.copyOf(prefix, prefix.length + 2);
    key[prefix.length] = (byte) 0xFF;
    http().put(path64(key), "1");
    for (byte[] part : List.of(prefix, key)) {
      Listed listed = Listed.page(http(), "prefix64=" + base64url(part));
      assertThat(listed.keys64()).containsExactly(base64url(key));
      assertThat(listed.entries().get(0)).doesNotContainKey("key");
    }
  }

  @Test
  default void pages_together_have_every_key_once_and_in_order() {
    String prefix = freshKey() + "/";
    List<String> keys = IntStream.range(0, 25).mapToObj(i -> prefix + (char) ('a' + i)).toList();
    keys.forEach(key -> http().put("/v1/kv/" + key, "1"));
    String query = "prefix=" + Listed.escaped(prefix);
    for (int limit : new int[] {1, 2, 24, 25, 26, 10_000}) {
      assertThat(Listed.all(http(), query + "&limit=" + limit).keys()).isEqualTo(keys);
      assertThat(Listed.page(http(), query + "&limit=" + limit).entries())
          .hasSizeLessThanOrEqualTo(limit);
    }
  }

  @Test
  default void a_delimiter_lists_like_a_directory() {
    String prefix = freshKey() + "/";
    for (String key : List.of("a", "a/1", "a/2", "b/1/x", "b/2", "c", "/x", "d//x")) {
      http().put(path64((prefix + key).getBytes(StandardCharsets.UTF_8)), "1");
    }
    String query = "delimiter=%2F&prefix=" + Listed.escaped(prefix);
    for (String limit : List.of("", "&limit=1", "&limit=2", "&limit=3")) {
      Listed listed = Listed.all(http(), query + limit);
      assertThat(listed.keys()).containsExactly(prefix + "a", prefix + "c");
      assertThat(listed.prefixes())
          .containsExactly(prefix + "/", prefix + "a/", prefix + "b/", prefix + "d/");
    }
    assertThat(Listed.all(http(), "delimiter64=Lw&prefix=" + Listed.escaped(prefix + "b/")))
        .isEqualTo(Listed.all(http(), "delimiter=/&prefix=" + Listed.escaped(prefix + "b/")));
    assertThat(Listed.all(http(), query + "b%2F").prefixes()).containsExactly(prefix + "b/1/");
  }

  @Test
  default void a_page_of_large_values_stays_one_that_both_sides_can_hold() {
    String prefix = freshKey() + "/";
    byte[] large = new byte[FrontEnd.MAX_VALUE_SIZE];
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      keys.add(prefix + i);
      http().put("/v1/kv/" + prefix + i, large);
    }
    String query = "values=true&prefix=" + Listed.escaped(prefix);
    assertThat(Listed.page(http(), query).entries()).hasSizeBetween(1, 5);
    assertThat(Listed.all(http(), query).keys()).isEqualTo(keys);
    keys.forEach(key -> http().delete("/v1/kv/" + key));
  }

  @Test
  default void deleted_and_expired_keys_are_not_listed() {
    String prefix = freshKey() + "/";
    http().put("/v1/kv/" + prefix + "deleted", "1");
    http().put("/v1/kv/" + prefix + "expired?ttl=1ms", "1");
    http().put("/v1/kv/" + prefix + "kept", "1");
    http().delete("/v1/kv/" + prefix + "deleted");
    Polling.until(
        Duration.ofMinutes(1),
        () -> http().get("/v1/kv/" + prefix + "expired").statusCode() == 404);
    assertThat(Listed.all(http(), "prefix=" + Listed.escaped(prefix)).keys())
        .containsExactly(prefix + "kept");
  }

  @Test
  default void a_cursor_belongs_to_its_listing() {
    String prefix = freshKey() + "/";
    http().put("/v1/kv/" + prefix + "a", "1");
    http().put("/v1/kv/" + prefix + "b", "1");
    String query = "limit=1&prefix=" + Listed.escaped(prefix);
    String cursor = Listed.page(http(), query).cursor().orElseThrow();
    String forged =
        cursor.substring(0, 4) + (cursor.charAt(4) == 'A' ? 'B' : 'A') + cursor.substring(5);
    assertNotApplied(400, http().get("/v1/kv?limit=1&cursor=" + cursor));
    assertNotApplied(400, http().get("/v1/kv?delimiter=b&" + query + "&cursor=" + cursor));
    assertNotApplied(400, http().get("/v1/kv?" + query + "&cursor=" + forged));
    assertNotApplied(400, http().get("/v1/kv?" + query + "&cursor=" + cursor.substring(1)));
    assertNotApplied(400, http().get("/v1/kv?" + query + "&cursor=" + cursor + "AAAA"));
    assertThat(Listed.page(http(), query + "&cursor=" + cursor).keys())
        .containsExactly(prefix + "b");
  }

  @Test
  default void a_query_that_can_not_be_meant_is_refused() {
    for (String query :
        List.of(
            "limit=0",
            "limit=-1",
            "limit=10001",
            "limit=99999999999999999999",
            "limit=ten",
            "limit=",
            "delimiter=",
            "prefix=a&prefix=b",
            "prefix=a&prefix64=YQ",
            "prefix64=YQ%3D",
            "prefix64=YR",
            "prefix=%FF",
            "values=1",
            "cursor=x",
            "perfix=a",
            "prefix=a&")) {
      assertNotApplied(400, http().get("/v1/kv?" + query));
    }
  }

  @Test
  default void head_of_a_listing_is_its_get_without_the_body() {
    String key = freshKey();
    http().put("/v1/kv/" + key, "1");
    assertThat(http().head("/v1/kv?prefix=" + key).statusCode()).isEqualTo(200);
    assertNotApplied(400, http().head("/v1/kv?limit=0"));
  }
}
