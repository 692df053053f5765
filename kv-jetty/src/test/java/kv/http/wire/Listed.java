package kv.http.wire;

import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A page of a listing, or several put together, as a client reads them. */
record Listed(
    List<Map<String, Object>> entries,
    List<String> prefixes,
    List<String> prefixes64,
    Optional<String> cursor) {

  /** The page that this query asks for. */
  static Listed page(Http http, String query) {
    HttpResponse<byte[]> response = http.get("/v1/kv?" + query);
    assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    assertThat(Http.field(response, "Content-Type")).isEqualTo("application/json");
    Map<String, Object> page = Json.object(response.body());
    Object cursor = page.get("cursor");
    return new Listed(
        objects(Objects.requireNonNull(page.get("entries"), "entries")),
        texts(page.getOrDefault("prefixes", List.of())),
        texts(page.getOrDefault("prefixes64", List.of())),
        cursor instanceof String text ? Optional.of(text) : Optional.empty());
  }

  /** All pages from the first to the one without a cursor. */
  static Listed all(Http http, String query) {
    Listed page = page(http, query);
    List<Map<String, Object>> entries = new ArrayList<>(page.entries());
    List<String> prefixes = new ArrayList<>(page.prefixes());
    List<String> prefixes64 = new ArrayList<>(page.prefixes64());
    while (page.cursor().isPresent()) {
      page = page(http, query + "&cursor=" + page.cursor().get());
      entries.addAll(page.entries());
      prefixes.addAll(page.prefixes());
      prefixes64.addAll(page.prefixes64());
    }
    return new Listed(entries, prefixes, prefixes64, Optional.empty());
  }

  /** The member {@code key64} of every entry, in order. */
  List<String> keys64() {
    return members("key64");
  }

  /** The member {@code key} of every entry, in order; all must have one. */
  List<String> keys() {
    return members("key");
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private List<String> members(String name) {
    List<String> members = new ArrayList<>();
    for (Map<String, Object> entry : entries) {
      assertThat(entry).containsKey(name);
      members.add((String) entry.get(name));
    }
    return members;
  }

  private static List<Map<String, Object>> objects(Object array) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object element : (List<?>) array) {
      @SuppressWarnings("unchecked") // Json makes no other maps
      Map<String, Object> object = (Map<String, Object>) element;
      objects.add(object);
    }
    return objects;
  }

  private static List<String> texts(Object array) {
    List<String> texts = new ArrayList<>();
    ((List<?>) array).forEach(element -> texts.add((String) element));
    return texts;
  }
}
