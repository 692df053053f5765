package kv.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import kv.spi.Bytes;
import kv.spi.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensTest {

  private static final String SECRET = "secret-that-nobody-may-see-0123456789";

  @Test
  void a_token_is_found_by_its_hash_and_no_other_is() throws Exception {
    Tokens tokens =
        parse(
            """
            # who  what

            ann    sha256:%s  read:a/
            bob\tsha256:%s\tread,write admin
            """
                .formatted(hex("ann's"), hex("bob's").toUpperCase(Locale.ROOT)));
    assertThat(tokens.find(hash("ann's")))
        .hasValueSatisfying(
            ann -> {
              assertThat(ann.name()).isEqualTo("ann");
              assertThat(ann.bearer()).isTrue();
              assertThat(ann.grants().mayRead(Key.utf8("a/1"))).isTrue();
              assertThat(ann.grants().mayRead(Key.utf8("b/1"))).isFalse();
            });
    assertThat(tokens.find(hash("bob's")).map(Caller::name)).hasValue("bob");
    assertThat(tokens.find(hash("eve's"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann SECRET read",
        "SECRET",
        "ann sha256:SECRET read",
        "ann sha256:HASH SECRET",
        "ann sha256:HASH",
        "ann sha256:HASHff read",
        "ann sha256:HASH read SECRET",
        "ann sha256:HASH read64:SECRET!",
        "ann sha256:HASH read\nbob sha256:HASH read",
        "ann sha256:HASH read\nann sha256:OTHER read",
        "änn sha256:HASH read",
        "# nobody",
        "",
      })
  void a_file_that_can_not_be_read_is_refused_without_a_word_of_it(String text) throws Exception {
    String file =
        text.replace("SECRET", SECRET)
            .replace("HASH", hex(SECRET))
            .replace("OTHER", hex("another"));
    assertThatThrownBy(() -> parse(file))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET).isNotBlank());
  }

  private static Tokens parse(String file) {
    return Tokens.parse(Bytes.utf8(file));
  }

  private static String hex(String token) throws Exception {
    return HexFormat.of().formatHex(hash(token));
  }

  private static byte[] hash(String token) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
  }
}
