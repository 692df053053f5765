package kv.http.call;

import static kv.http.call.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import kv.spi.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryStringTest {

  private static final Set<String> KNOWN = Set.of("p", "p64", "q");
  private static final Duration MIN = Duration.ofMillis(1);
  private static final Duration MAX = Duration.ofDays(3650);

  @ParameterizedTest
  @ValueSource(
      strings = {"r=1", "P=1", "p=1&r=2", "&", "p=1&", "&p=1", "=1", "%70=1", "p%3D1", "p;q=1"})
  void what_is_not_known_by_exactly_that_name_is_refused(String query) {
    assertRefused(400, () -> QueryString.parse(query, KNOWN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"p=1&p=1", "p=1&q=2&p=3", "p&p"})
  void what_stands_twice_is_refused(String query) {
    assertRefused(400, () -> QueryString.parse(query, KNOWN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"p=%", "p=%4", "p=%zz", "p=a%4", "p=%-1", "p=a b", "p=\u00e4", "p=\u0000"})
  void bad_percent_encoding_and_raw_characters_are_refused(String query) {
    assertRefused(400, () -> QueryString.parse(query, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({
    "p=, ''",
    "p, ''",
    "p=a+b, a b",
    "p=a%2Bb, a+b",
    "p=%26%3D, &=",
    "p=a=b, a=b",
    "p=%c3%a4, ä"
  })
  void a_value_is_decoded_once(String query, String value) {
    assertThat(QueryString.parse(query, KNOWN).text("p")).contains(value);
  }

  @Test
  void a_text_must_be_utf8_and_bytes_need_not() {
    QueryString query = QueryString.parse("p=%FF", KNOWN);
    assertRefused(400, () -> query.text("p"));
    assertThat(query.bytes("p")).contains(Bytes.wrap(new byte[] {(byte) 0xFF}));
  }

  @Test
  void a_text_and_its_binary_form_exclude_each_other() {
    assertThat(QueryString.parse("p64=_w", KNOWN).textOrBase64url("p"))
        .contains(Bytes.wrap(new byte[] {(byte) 0xFF}));
    assertRefused(400, () -> QueryString.parse("p=a&p64=YQ", KNOWN).textOrBase64url("p"));
    assertRefused(400, () -> QueryString.parse("p64=YQ==", KNOWN).textOrBase64url("p"));
    assertRefused(400, () -> QueryString.parse("p64=YR", KNOWN).textOrBase64url("p"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "0x10",
        "11",
        "99999999999999999999",
        "2147483648",
        "%D9%A3",
        "1%20",
        "one"
      })
  void an_integer_outside_its_bounds_or_not_in_plain_digits_is_refused(String text) {
    QueryString query = QueryString.parse("q=" + text, KNOWN);
    assertRefused(400, () -> query.integer("q", 5, 1, 10));
  }

  @ParameterizedTest
  @CsvSource({"q=1, 1", "q=10, 10", "q=007, 7", "'', 5"})
  void an_integer_within_its_bounds_is_taken(String query, int value) {
    assertThat(QueryString.parse(query, KNOWN).integer("q", 5, 1, 10)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "-1s",
        "0s",
        "0ms",
        "999us",
        "PT0S",
        "PT-1S",
        "1.5",
        "1e3",
        "soon",
        "s",
        "3651d",
        "999999999999",
        "999999999999d",
        "9999999999999",
        "PT87601H",
        "P999999999999D",
        "PT9223372036854775807S",
        "1s1s",
        "%D9%A3"
      })
  void a_ttl_that_is_not_above_zero_and_at_most_ten_years_is_refused(String text) {
    QueryString query = QueryString.parse("q=" + text, KNOWN);
    assertRefused(400, () -> query.duration("q", MIN, MAX));
  }

  @ParameterizedTest
  @CsvSource({
    "1, PT1S",
    "60, PT1M",
    "1ms, PT0.001S",
    "500ms, PT0.5S",
    "1h, PT1H",
    "3650d, PT87600H",
    "PT5S, PT5S"
  })
  void a_ttl_is_in_seconds_or_with_a_unit(String text, Duration ttl) {
    assertThat(QueryString.parse("q=" + text, KNOWN).duration("q", MIN, MAX)).contains(ttl);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TRUE", "1", "yes"})
  void a_flag_is_true_or_false(String text) {
    QueryString query = QueryString.parse("q=" + text, KNOWN);
    assertRefused(400, () -> query.flag("q"));
    assertThat(QueryString.parse("q=true", KNOWN).flag("q")).isTrue();
    assertThat(QueryString.parse("", KNOWN).flag("q")).isFalse();
  }

  @Property
  boolean every_text_comes_back_from_its_escapes(@ForAll String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder query = new StringBuilder("p=");
    for (byte b : bytes) {
      query.append("%%%02X".formatted(b & 0xFF));
    }
    return QueryString.parse(query.toString(), KNOWN)
        .bytes("p")
        .equals(Optional.of(Bytes.wrap(bytes)));
  }

  @Property
  void no_text_at_all_ends_in_anything_but_parameters_or_a_refusal(@ForAll String text) {
    for (String query : new String[] {text, "p=" + text, "q=" + text}) {
      try {
        QueryString parsed = QueryString.parse(query, KNOWN);
        parsed.text("p");
        parsed.duration("q", MIN, MAX);
        parsed.integer("q", 1, 1, 10);
      } catch (RejectedCall e) {
        assertThat(e.reply().status()).isEqualTo(400);
      }
    }
  }
}
