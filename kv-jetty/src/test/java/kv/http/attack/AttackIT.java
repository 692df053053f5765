package kv.http.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kv.http.wire.Attackable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each attack for some seconds, and the properties that don't depend on the machine. */
final class AttackIT {

  private static final Map<String, String> IMPATIENT =
      Map.of(
          "kv.http.access-log", "false",
          "kv.http.head-timeout", "2s",
          "kv.http.body-timeout", "2s",
          "kv.http.answer-timeout", "2s");

  /** The Tomcat of the tests has 32 threads; there must be some left to refuse with. */
  private static Map<String, String> settings(String container) {
    Map<String, String> settings = new HashMap<>(IMPATIENT);
    if (container.equals("tomcat")) {
      settings.put("kv.http.max-requests", "28");
      settings.put("kv.http.max-requests-per-client", "20");
    }
    return settings;
  }

  /**
   * Not the slow clients on Tomcat: as it comes it keeps a thread for what is left of each body
   * that was refused, so that others hardly get one (docs/deploy.md, "Limits").
   */
  private static Map<String, Attack> attacks(String container) {
    Map<String, Attack> attacks = Siege.attacks();
    if (container.equals("tomcat")) {
      attacks.remove("slow");
    }
    return attacks;
  }

  private static List<String> siege(
      String container, Path directory, Map<String, Attack> attacks, Attack.Extent extent)
      throws Exception {
    try (Attackable target = Attackable.start(container, directory, settings(container))) {
      return new Siege(target, System.out::println).run(attacks, extent, Duration.ofSeconds(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jetty", "tomcat"})
  void no_attack_makes_it_fail_or_forget_or_grow(String container, @TempDir Path directory)
      throws Exception {
    Map<String, Attack> attacks = attacks(container);
    Attack.Extent extent = new Attack.Extent(8_000, 400, Duration.ofSeconds(2), 1, 0);
    assertThat(siege(container, directory, attacks, extent)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jetty", "tomcat"})
  void what_is_too_much_is_refused_and_the_rest_is_served(String container, @TempDir Path directory)
      throws Exception {
    Map<String, String> settings = new HashMap<>(IMPATIENT);
    settings.put("kv.http.max-requests", "4");
    Tally tally = new Tally();
    Tally seen = new Tally();
    try (Attackable target = Attackable.start(container, directory, settings);
        Witness witness = new Witness(target, seen)) {
      Overload.Outcome outcome = new Overload(target, tally).run(Duration.ofSeconds(1));
      assertThat(outcome.accepted()).isPositive();
      assertThat(outcome.refusals()).isPositive();
      assertThat(witness.verify()).isPositive();
    }
    assertThat(tally.wrongs()).isEmpty();
    assertThat(seen.wrongs()).isEmpty();
  }

  @Tag("nightly")
  @ParameterizedTest
  @ValueSource(strings = {"jetty", "tomcat"})
  void a_million_fuzzed_requests_and_ten_thousand_connections_do_no_harm(
      String container, @TempDir Path directory) throws Exception {
    Attack.Extent extent = new Attack.Extent(1_000_000, 10_000, Duration.ofSeconds(60), 2, 0);
    Map<String, Attack> attacks = attacks(container);
    assertThat(siege(container, directory, attacks, extent)).isEmpty();
  }
}
