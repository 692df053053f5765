package kv.http.wire;

import static kv.http.wire.Http.base64url;
import static kv.http.wire.Http.path64;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** Whatever bytes go in come out, through a real socket. */
interface RoundTripProperties {

  int TRIES = 100;

  Http http();

  @Property(tries = TRIES)
  default void any_value_under_any_key_comes_back(
      @ForAll("keys") byte[] key, @ForAll @Size(max = 4096) byte[] value) {
    String path = path64(key);
    assertThat(http().put(path, value).statusCode()).isIn(201, 204);
    HttpResponse<byte[]> get = http().get(path);
    assertThat(get.statusCode()).isEqualTo(200);
    assertThat(get.body()).isEqualTo(value);
    assertThat(Listed.page(http(), "limit=1&prefix64=" + base64url(key)).keys64())
        .containsExactly(base64url(key));
    assertThat(http().delete(path).statusCode()).isEqualTo(204);
    assertThat(http().get(path).statusCode()).isEqualTo(404);
  }

  /** The plain form may refuse a key, but never names another than the one meant. */
  @Property(tries = TRIES)
  default void a_key_in_the_plain_form_is_the_one_meant_or_is_refused(
      @ForAll("texts") String text, @ForAll @Size(min = 1, max = 16) byte[] value) {
    byte[] key = text.getBytes(StandardCharsets.UTF_8);
    String plain = "/v1/kv/" + percentEncoded(key);
    HttpResponse<byte[]> put = http().put(plain, value);
    HttpResponse<byte[]> get = http().get(path64(key));
    if (put.statusCode() == 400) {
      assertThat(get.statusCode()).isEqualTo(404);
      return;
    }
    assertThat(put.statusCode()).isEqualTo(201);
    assertThat(get.body()).isEqualTo(value);
    assertThat(http().delete(plain).statusCode()).isEqualTo(204);
  }

  @Property(tries = TRIES)
  default void a_media_type_is_kept_to_the_letter(@ForAll("mediaTypes") String mediaType) {
    assertThat(http().put("/v1/kv/media", "1", "Content-Type", mediaType).statusCode())
        .isIn(201, 204);
    assertThat(Listed.page(http(), "prefix=media").entries().get(0))
        .containsEntry("contentType", mediaType);
  }

  /** All bytes alike, and often those that containers and URLs treat in their own ways. */
  @Provide
  default Arbitrary<byte[]> keys() {
    Arbitrary<Byte> awkward = Arbitraries.of(bytes("/.%;\\?#&=+ \0\r\n~:@\u007f\u00c3\u00ff"));
    return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.bytes()), Tuple.of(1, awkward))
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(1024);
  }

  @Provide
  default Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withCharRange('a', 'f')
        .withChars(
            '/', '.', '%', ';', '\\', '?', '#', '+', ' ', '&', '=', '~', '\u0001', 'ä', '\uFFFD')
        .ofMinLength(1)
        .ofMaxLength(12);
  }

  @Provide
  default Arbitrary<String> mediaTypes() {
    Arbitrary<String> token =
        Arbitraries.strings()
            .withCharRange('!', '~')
            .excludeChars('/', ',')
            .ofMinLength(1)
            .ofMaxLength(40);
    return Combinators.combine(token, token).as((type, subtype) -> type + "/" + subtype);
  }

  private static Byte[] bytes(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    Byte[] boxed = new Byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      boxed[i] = bytes[i];
    }
    return boxed;
  }

  private static String percentEncoded(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      boolean plain = b == '/' || b == '.' || (b >= 'a' && b <= 'z');
      text.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xFF));
    }
    return text.toString();
  }
}
