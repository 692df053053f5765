package kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

  private static final Setting<Duration> WAIT =
      Setting.duration("kv.wait", "A wait.", "10s", Duration.ZERO, Duration.ofHours(1));
  private static final Setting<Long> SIZE = Setting.size("kv.size", "A size.", "1 MiB", 1, 1 << 30);
  private static final Setting<Outcome> OUTCOME =
      Setting.choice("kv.outcome", "An outcome.", Outcome.APPLIED, Outcome.class);

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5m,PT5M", "1h,PT1H", "PT0.25S,PT0.25S", "0s,PT0S"})
  void a_duration_is_a_number_with_a_unit_or_iso_8601(String text, Duration expected) {
    assertThat(settings("kv.wait", text).get(WAIT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1048576,1048576", "64 KiB,65536", "2MiB,2097152", "5 B,5"})
  void a_size_is_bytes_or_a_number_with_a_binary_unit(String text, long expected) {
    assertThat(settings("kv.size", text).get(SIZE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "kv.wait,-1s", "kv.wait,2h", "kv.wait,10", "kv.wait,''",
    "kv.wait,999999999999d", "kv.size,0", "kv.size,2 GiB", "kv.size,1 MB",
    "kv.size,999999999999999999 GiB", "kv.outcome,APPLIED", "kv.outcome,maybe"
  })
  void a_bad_value_is_refused_with_its_name_and_text(String name, String text) {
    Settings settings = settings(name, text);
    Setting<?> setting =
        switch (name) {
          case "kv.wait" -> WAIT;
          case "kv.size" -> SIZE;
          default -> OUTCOME;
        };
    assertThatThrownBy(() -> settings.get(setting))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(name + " is '" + text + "': ");
  }

  @Test
  void what_is_not_configured_has_its_default() {
    Settings settings = new Settings(name -> Optional.empty());
    assertThat(settings.get(WAIT)).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.get(OUTCOME)).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void what_has_neither_text_nor_default_is_empty_or_refused() {
    Settings settings = new Settings(name -> Optional.empty());
    Setting<String> token = Setting.optionalText("kv.token", "A token.");
    assertThat(settings.find(token)).isEmpty();
    assertThatThrownBy(() -> settings.get(token)).hasMessage("kv.token must be configured");
  }

  private static Settings settings(String name, String text) {
    return new Settings(asked -> Optional.of(text).filter(t -> asked.equals(name)));
  }
}
