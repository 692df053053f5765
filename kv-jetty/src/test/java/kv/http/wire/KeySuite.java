package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.path64;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kv.http.wire.Exchange.Answer;
import kv.http.wire.FrontEnd.Container;
import org.junit.jupiter.api.Test;

/** Which key a path names, on every container alike. */
interface KeySuite extends Suite {

  @Test
  default void both_forms_name_the_same_key() {
    String key = freshKey() + "/ä b/😀+c";
    String plain = "/v1/kv/" + key.substring(0, 38) + "/%C3%A4%20b/%F0%9F%98%80+c";
    http().put(path64(key.getBytes(StandardCharsets.UTF_8)), "1");
    assertThat(text(http().get(plain))).isEqualTo("1");
    http().put(plain, "2");
    assertThat(text(http().get(path64(key.getBytes(StandardCharsets.UTF_8))))).isEqualTo("2");
  }

  @Test
  default void the_binary_form_reaches_what_containers_alter_and_keeps_it_apart() {
    String unique = freshKey();
    List<String> keys =
        List.of(
            "/",
            "//",
            "/a",
            "//a",
            "a/",
            "a//",
            "a//b",
            "a/b",
            ".",
            "..",
            "./",
            "../",
            "a/.",
            "a/..",
            "a/./b",
            "a/../b",
            "/..",
            "%",
            "%2F",
            "%2f",
            "a%2Fb",
            "%25",
            "%00",
            ";",
            "a;b",
            "a;x=1",
            "\0",
            "a\0",
            "\0a",
            "\\",
            "a\\b",
            "?",
            "#",
            "?a=b",
            "+",
            " ",
            "\t",
            "\r\n",
            "~",
            "\u007f",
            "\u0080",
            "\u00ff",
            "\u00c0\u00af",
            "\u00ed\u00a0\u0080");
    for (String key : keys) {
      assertThat(http().put(latin1(key, unique), key).statusCode()).as(key).isEqualTo(created());
    }
    for (String key : keys) {
      HttpResponse<byte[]> get = http().get(latin1(key, unique));
      assertThat(text(get)).isEqualTo(key);
      assertThat(http().delete(latin1(key, unique)).statusCode()).isEqualTo(204);
    }
  }

  /** A key that starts with these characters, each as the byte of its number. */
  private static String latin1(String start, String unique) {
    return path64((start + "|" + unique).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  default void what_a_container_would_alter_is_refused_in_the_plain_form() throws Exception {
    boolean ours = frontEnd().container() != Container.JETTY_HOME;
    for (String path :
        List.of(
            "a//b",
            "/a",
            "a/./b",
            "a/../b",
            "..",
            ".",
            "a/..",
            "%2e%2e/a",
            "a/%2E/b",
            "a;b",
            "a;x=1/b",
            "%3B",
            "%25",
            "a%252Fb")) {
      assertRefused("GET ~/v1/kv/" + path + " HTTP/1.1", ours);
      assertRefused("PUT ~/v1/kv/" + path + " HTTP/1.1", ours);
    }
  }

  /** Containers answer these before any servlet: the same status, but a page of its own. */
  @Test
  default void what_a_container_may_refuse_by_itself_is_refused_in_the_plain_form()
      throws Exception {
    boolean ours = frontEnd().container() == Container.JETTY;
    for (String path :
        List.of(
            "a%2Fb",
            "a%5Cb",
            "a%00b",
            "%C3",
            "%FF",
            "%C3%28",
            "a%",
            "a%4",
            "a%zz",
            "a|b",
            "a\\b",
            "a\"b",
            "a<b",
            "a^b",
            "a\u00c3\u00a4b",
            "a\u00ffb")) {
      assertRefused("GET ~/v1/kv/" + path + " HTTP/1.1", ours);
    }
  }

  private void assertRefused(String requestLine, boolean byTheFrontEnd) throws Exception {
    Answer answer =
        Exchange.of(frontEnd(), requestLine, "Content-Length: 0", "Connection: close")
            .orElseThrow();
    assertThat(answer.status()).as(requestLine).isEqualTo(400);
    if (byTheFrontEnd) {
      Http.assertProblem(400, answer.body());
    }
  }

  @Test
  default void a_path_that_leaves_the_front_end_by_dot_segments_names_no_key() throws Exception {
    for (String path : List.of("../kv/a", "../../v1/kv/a", "../../../../v1/kv/a")) {
      Answer answer =
          Exchange.of(frontEnd(), "GET ~/v1/kv/" + path + " HTTP/1.1", "Connection: close")
              .orElseThrow();
      assertThat(answer.status()).as(path).isIn(400, 404);
    }
  }

  @Test
  default void an_empty_key_is_refused_in_both_forms() {
    for (String path : List.of("/v1/kv/", "/v1/kv64/")) {
      assertNotApplied(400, http().get(path));
      assertNotApplied(400, http().head(path));
      assertNotApplied(400, http().put(path, "1"));
      assertNotApplied(400, http().delete(path));
    }
  }

  @Test
  default void a_key_of_1024_bytes_is_stored_and_one_of_1025_is_refused() {
    String longest = freshKey() + "k".repeat(1024 - 38);
    for (String form :
        List.of("/v1/kv/" + longest, path64(longest.getBytes(StandardCharsets.US_ASCII)))) {
      assertThat(http().put(form, form).statusCode()).isIn(201, 204);
      assertThat(text(http().get(form))).isEqualTo(form);
    }
    for (String form :
        List.of(
            "/v1/kv/" + longest + "k",
            path64((longest + "k").getBytes(StandardCharsets.US_ASCII)))) {
      assertNotApplied(414, http().put(form, "1"));
      assertNotApplied(414, http().get(form));
      assertNotApplied(414, http().delete(form));
    }
  }

  @Test
  default void a_text_that_is_not_canonical_unpadded_base64url_is_refused() {
    for (String text : List.of("YQ==", "YQ=", "YR", "Y", "YWF", "a+b_", "a~bc", "YQ/", "YQ.")) {
      assertNotApplied(400, http().put("/v1/kv64/" + text, "1"));
      assertNotApplied(400, http().get("/v1/kv64/" + text));
    }
    assertNotApplied(
        404,
        http().get("/v1/kv64/" + Http.base64url(freshKey().getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  default void a_parameter_that_a_call_does_not_know_is_refused() {
    String path = freshPath();
    for (String query : List.of("tll=1", "ttl=1&ttl=2", "TTL=1", "a", "&", "ttl=1&", "prefix=a")) {
      assertNotApplied(400, http().put(path + "?" + query, "1"));
    }
    for (String query : List.of("ttl=1", "x", "version=1")) {
      assertNotApplied(400, http().get(path + "?" + query));
      assertNotApplied(400, http().delete(path + "?" + query));
    }
    assertNotApplied(404, http().get(path));
  }

  @Test
  default void a_ttl_that_is_not_above_zero_and_at_most_ten_years_is_refused() {
    String path = freshPath();
    for (String ttl :
        List.of(
            "-1",
            "0",
            "",
            "-1s",
            "0ms",
            "1.5",
            "1e9",
            "NaN",
            "3651d",
            "999999999999d",
            "99999999999999999999",
            "PT-1S",
            "P99999999999999D",
            "1w",
            "%FF")) {
      assertNotApplied(400, http().put(path + "?ttl=" + ttl, "1"));
    }
    assertNotApplied(404, http().get(path));
  }
}
