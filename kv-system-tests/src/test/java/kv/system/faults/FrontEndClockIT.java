package kv.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kv.consistency.cluster.FrontEndConfiguration;
import kv.consistency.cluster.FrontEndNode;
import kv.consistency.cluster.FrontEnds;
import kv.consistency.cluster.MovableClock;
import kv.consistency.cluster.NamespaceNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two front ends, each on a host and with a clock of its own. */
@Tag("cluster")
@Tag("nightly")
final class FrontEndClockIT {
  /** Of a date without fractions, and its way. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private static final Pattern UPTIME =
      Pattern.compile("^process_uptime_seconds(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static NamespaceNetwork network;
  private static FrontEnds frontEnds;

  @BeforeAll
  static void start() {
    for (Optional<String> unavailable :
        List.of(NamespaceNetwork.unavailable(), MovableClock.unavailable())) {
      assumeTrue(unavailable.isEmpty(), unavailable.orElse(""));
    }
    network = NamespaceNetwork.take(2);
    frontEnds =
        FrontEnds.start(
            Path.of("target", "clusters", "clock"),
            FrontEndConfiguration.of(Path.of(System.getProperty("test.war")))
                .withJvmFlag("-Xmx256m")
                .withMovableClock()
                .withHosts(network.hosts()));
  }

  @AfterAll
  static void stop() {
    if (frontEnds != null) {
      frontEnds.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void a_clock_that_is_moved_is_seen_in_answers_and_the_others_and_the_monotonic_one_go_on()
      throws Exception {
    FrontEndNode moved = frontEnds.node(0);
    long before = System.nanoTime();
    double uptime = uptime(moved);

    moved.moveClock(Duration.ofHours(1));

    assertWrongBy(Duration.ofHours(1), moved);
    assertWrongBy(Duration.ZERO, frontEnds.node(1));
    double later = uptime(moved);
    double passed = (System.nanoTime() - before) / 1e9;
    assertThat(later - uptime).isBetween(0.0, passed + 0.01);

    moved.moveClock(Duration.ZERO);

    assertWrongBy(Duration.ZERO, moved);
  }

  @Test
  void a_clock_stays_wrong_over_a_restart() {
    FrontEndNode moved = frontEnds.node(1);
    moved.moveClock(Duration.ofDays(-1));
    moved.kill();

    moved.start();

    assertWrongBy(Duration.ofDays(-1), moved);
    moved.moveClock(Duration.ZERO);
  }

  private static void assertWrongBy(Duration by, FrontEndNode node) {
    assertThat(node.clockError()).isBetween(by.minus(TOLERANCE), by.plus(TOLERANCE));
  }

  private static double uptime(FrontEndNode node) throws IOException, InterruptedException {
    URI uri = node.base().resolve("/metrics");
    String metrics = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    Matcher matcher = UPTIME.matcher(metrics);
    assertThat(matcher.find()).as(metrics).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
