package kv.http.call;

import static kv.http.call.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import kv.spi.Bytes;
import kv.spi.Key;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyPathTest {

  @ParameterizedTest(name = "{0} is the key {1}")
  @CsvSource({
    "a, a",
    "a/b, a/b",
    "a/b/, a/b/",
    "a%20b, a b",
    "a+b, a+b",
    "%61, a",
    "%c3%a4, ä",
    "%C3%A4, ä",
    "%F0%9F%98%80, 😀",
    "%EF%BF%BD, \uFFFD",
    "..., ...",
    "a., a.",
    ".a/..b, .a/..b",
    "-._~!$&'()*+=:@, -._~!$&'()*+=:@",
    "%23%3F%5B%7C%22%3C, '#?[|\"<'"
  })
  void the_plain_form_is_decoded_once_as_utf8(String path, String key) {
    assertThat(KeyPath.parse("/v1/kv/" + path)).isEqualTo(Key.utf8(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a//b",
        "a//",
        ".",
        "..",
        "a/.",
        "a/..",
        "./a",
        "../a",
        "a/./b",
        "a/../b",
        "%2e",
        "%2E%2e",
        "a/%2e%2e/b",
        ".%2e/a",
        "a%2Fb",
        "a%2fb",
        "a%5Cb",
        "a%25b",
        "a%252Fb",
        "a;b",
        "a%3Bb",
        "a;jsessionid=1",
        "%00",
        "a%00",
        "%01",
        "%1F",
        "%7F",
        "a%0Ab",
        "%C3",
        "%C3%28",
        "%80",
        "%ED%A0%80",
        "%C0%AF",
        "%F5%80%80%80",
        "a%",
        "a%4",
        "a%zz",
        "a%4g",
        "%%41",
        "a b",
        "a\\b",
        "a|b",
        "a\"b",
        "a<b",
        "a^b",
        "a`b",
        "a{b",
        "ä",
        "a\u0000b",
        "a\u007fb"
      })
  void what_a_container_would_alter_or_is_malformed_is_refused_in_the_plain_form(String path) {
    assertRefused(400, () -> KeyPath.parse("/v1/kv/" + path));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "AA, 00",
    "Lw, 2f",
    "Ly8, 2f2f",
    "Lg, 2e",
    "Li4, 2e2e",
    "JTJG, 253246",
    "Ow, 3b",
    "_w, ff",
    "-_8, fbff",
    "YS9i, 612f62"
  })
  void the_base64url_form_reaches_what_the_plain_one_refuses(String path, String hex) {
    assertThat(KeyPath.parse("/v1/kv64/" + path))
        .isEqualTo(new Key(Bytes.wrap(HexFormat.of().parseHex(hex))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "A", "AA=", "AA==", "AB", "AAB", "Lx", "AAAAA", "+_8", "/w", "A A", "A\nA", "AA/",
        "AA.", "%41%41", "ää", "AA;x", "-_8="
      })
  void a_text_that_is_not_canonical_unpadded_base64url_is_refused(String path) {
    assertRefused(400, () -> KeyPath.parse("/v1/kv64/" + path));
  }

  @Test
  void a_key_has_at_most_1024_bytes_in_either_form() {
    byte[] longest = "k".repeat(1024).getBytes(StandardCharsets.US_ASCII);
    assertThat(KeyPath.parse("/v1/kv/" + "k".repeat(1024)).bytes()).isEqualTo(Bytes.wrap(longest));
    assertThat(KeyPath.parse("/v1/kv64/" + KeyPath.encode(longest)).bytes())
        .isEqualTo(Bytes.wrap(longest));
    assertRefused(414, () -> KeyPath.parse("/v1/kv/" + "k".repeat(1025)));
    assertRefused(414, () -> KeyPath.parse("/v1/kv64/" + KeyPath.encode(new byte[1025])));
  }

  @Test
  void the_length_of_a_key_is_counted_in_bytes_not_in_characters() {
    assertThat(KeyPath.parse("/v1/kv/" + "%C3%A4".repeat(512)).bytes().length()).isEqualTo(1024);
    assertRefused(414, () -> KeyPath.parse("/v1/kv/" + "%C3%A4".repeat(512) + "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/kv", "/v1/../v1/kv/a", "/v1//kv/a", "/v1/%6Bv/a", "/v1/kv;x/a", ""})
  void a_path_that_only_normalises_to_one_of_a_key_names_none(String path) {
    assertRefused(400, () -> KeyPath.parse(path));
  }

  @Property
  boolean every_key_is_reached_by_its_base64url_form(
      @ForAll @Size(min = 1, max = 1024) byte[] key) {
    return KeyPath.parse("/v1/kv64/" + KeyPath.encode(key)).equals(new Key(Bytes.wrap(key)));
  }

  /** Escaping everything but the slash: what is then accepted must be exactly what was meant. */
  @Property
  boolean the_plain_form_names_the_key_meant_or_is_refused(
      @ForAll @Size(min = 1, max = 64) byte[] key) {
    StringBuilder path = new StringBuilder("/v1/kv/");
    for (byte b : key) {
      path.append(b == '/' ? "/" : "%%%02x".formatted(b & 0xFF));
    }
    try {
      return KeyPath.parse(path.toString()).equals(new Key(Bytes.wrap(key)));
    } catch (RejectedCall e) {
      return e.reply().status() == 400 && (!isUtf8(key) || hasWhatContainersAlter(key));
    }
  }

  @Property
  void no_text_at_all_ends_in_anything_but_a_key_or_a_refusal(@ForAll String text) {
    for (String form : new String[] {KeyPath.PLAIN, KeyPath.BASE64URL}) {
      try {
        assertThat(KeyPath.parse(form + text).bytes().length()).isBetween(1, 1024);
      } catch (RejectedCall e) {
        assertThat(e.reply().status()).isIn(400, 414);
      }
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean hasWhatContainersAlter(byte[] key) {
    String text = "/" + new String(key, StandardCharsets.ISO_8859_1) + "/";
    return text.matches("(?s).*([\\x00-\\x1F\\x7F%;\\\\]|/\\.?\\.?/.+|/\\.\\.?/).*|//.*");
  }
}
