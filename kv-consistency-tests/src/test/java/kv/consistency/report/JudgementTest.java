package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JudgementTest {

  @ParameterizedTest
  @CsvSource({
    "VALID, VALID, valid, valid",
    "INVALID, VALID, invalid, invalid",
    "INVALID, ANOMALY, the expected anomaly was found, expected",
    "VALID, ANOMALY, expected anomaly not found, doubt",
    "UNKNOWN, VALID, unknown, unknown",
    "UNKNOWN, ANOMALY, unknown, unknown",
    "BROKEN, VALID, broken, doubt",
    "BROKEN, ANOMALY, broken, doubt",
  })
  void a_conclusion_is_told_by_what_the_documentation_claims(
      Conclusion conclusion, Expectation expectation, String word, String style) {
    assertThat(Judgement.of(conclusion, expectation)).isEqualTo(new Judgement(word, style));
  }

  @ParameterizedTest
  @EnumSource(Expectation.class)
  void only_what_is_valid_is_ever_green(Expectation expectation) {
    for (Conclusion conclusion : Conclusion.values()) {
      if (conclusion != Conclusion.VALID) {
        assertThat(Judgement.of(conclusion, expectation).style()).isNotEqualTo("valid");
        assertThat(Judgement.ofCheck(conclusion, expectation).style()).isNotEqualTo("valid");
      }
    }
  }

  @Test
  void a_check_that_holds_is_valid_even_where_the_run_should_show_an_anomaly() {
    assertThat(Judgement.ofCheck(Conclusion.VALID, Expectation.ANOMALY).word()).isEqualTo("valid");
  }
}
