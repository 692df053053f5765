package kv.http.call;

import static kv.http.call.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import kv.spi.Precondition;
import kv.spi.Version;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 9110, section 13, as tables: the fields, the key's version ({@code -}: absent), a verdict.
 */
final class PreconditionsTest {

  private static final String REFUSED = "-";

  @ParameterizedTest(name = "If-Match: {0} on {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          *                      | v1 | true
          *                      | -  | false
          "v1"                   | v1 | true
          "v1"                   | v2 | false
          "v1"                   | -  | false
          W/"v1"                 | v1 | false
          W/"v1", "v1"           | v1 | true
          "v0","v1"              | v1 | true
          "v0" , "v1"            | v1 | true
          , "v1", ,              | v1 | true
          "v0","v2"              | v1 | false
          "V1"                   | v1 | false
          ""                     | v1 | false
          "a,b", "v1"            | v1 | true
          "no version of ours!"  | v1 | -
          "not!ours"             | v1 | false
          """)
  void if_match_compares_strongly(String field, String current, String holds) {
    assertHolds(SampleCall.of("/").with("If-Match", field), current, holds);
  }

  @ParameterizedTest(name = "If-None-Match: {0} on {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          *                      | v1 | false
          *                      | -  | true
          "v1"                   | v1 | false
          "v1"                   | v2 | true
          "v1"                   | -  | true
          W/"v1"                 | v1 | false
          "v0", W/"v1"           | v1 | false
          "v0", "v2"             | v1 | true
          "not!ours"             | v1 | true
          """)
  void if_none_match_compares_weakly(String field, String current, String holds) {
    assertHolds(SampleCall.of("/").with("If-None-Match", field), current, holds);
  }

  @ParameterizedTest(name = "If-Match: {0}, If-None-Match: {1} on {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          *       | *       | v1 | false
          *       | *       | -  | false
          "v1"    | *       | v1 | false
          *       | "v1"    | v1 | false
          *       | "v2"    | v1 | true
          *       | "v2"    | -  | false
          "v1"    | "v1"    | v1 | false
          "v1"    | W/"v1"  | v1 | false
          "v1"    | "v2"    | v1 | true
          "v1"    | "v2"    | v2 | false
          "v1"    | "v2"    | -  | false
          """)
  void both_fields_must_hold(String match, String noneMatch, String current, String holds) {
    SampleCall call = SampleCall.of("/").with("If-Match", match).with("If-None-Match", noneMatch);
    assertHolds(call, current, holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "v1",
        "\"v1",
        "v1\"",
        "'v1'",
        "\"v1\" \"v2\"",
        "\"v1\"\"v2\"",
        "*, \"v1\"",
        "\"v1\", *",
        "**",
        "w/\"v1\"",
        "W/ \"v1\"",
        "W/",
        "W/*",
        "\"a b\"",
        "\"a\tb\"",
        "\"a\u007Fb\"",
        "\"v1\";",
        "\"v1\", x"
      })
  void a_malformed_field_is_refused_as_such(String field) {
    for (String name : new String[] {"If-Match", "If-None-Match"}) {
      SampleCall call = SampleCall.of("/").with(name, field);
      assertRefused(400, () -> Preconditions.ofWrite(call));
    }
    assertRefused(400, () -> Preconditions.matchOfRead(SampleCall.of("/").with("If-Match", field)));
    assertRefused(
        400, () -> Preconditions.noneMatchOfRead(SampleCall.of("/").with("If-None-Match", field)));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void several_lines_of_a_field_are_one_list(String first, String second, boolean holds) {
    SampleCall call = SampleCall.of("/").with("If-Match", first).with("If-Match", second);
    assertThat(Preconditions.ofWrite(call).holds(Optional.of(new Version("v2")))).isEqualTo(holds);
  }

  static Stream<Object[]> lines() {
    return Stream.of(
        new Object[] {"\"v1\"", "\"v2\"", true},
        new Object[] {"\"v1\",", ",\"v2\"", true},
        new Object[] {"\"v1\"", "W/\"v2\"", false});
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "\"v1\"", "Tue, 03 Feb 2026 04:05:06 GMT"})
  void a_write_on_a_date_is_not_offered(String date) {
    assertRefused(
        501, () -> Preconditions.ofWrite(SampleCall.of("/").with("If-Unmodified-Since", date)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "-"})
  void without_fields_a_write_is_unconditional(String current) {
    assertThat(Preconditions.ofWrite(SampleCall.of("/"))).isEqualTo(Precondition.none());
    assertHolds(SampleCall.of("/"), current, "true");
  }

  private static void assertHolds(SampleCall call, String current, String holds) {
    if (holds.equals(REFUSED)) {
      assertRefused(400, () -> Preconditions.ofWrite(call));
      return;
    }
    Optional<Version> version =
        current.equals("-") ? Optional.empty() : Optional.of(new Version(current));
    assertThat(Preconditions.ofWrite(call).holds(version)).isEqualTo(Boolean.valueOf(holds));
  }
}
