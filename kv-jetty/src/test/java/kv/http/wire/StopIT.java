package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kv.http.wire.Exchange.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code java -jar kv.war} ends, by a signal that asks for it and by one that does not. */
final class StopIT {

  @TempDir private Path temporary;

  @Test
  void a_request_in_flight_is_answered_while_readiness_is_down_and_then_the_process_ends_with_0()
      throws IOException {
    try (FrontEnd frontEnd =
            FrontEnd.standalone("stop", temporary, Map.of("kv.http.drain-delay", "5s"));
        Exchange slow = new Exchange(frontEnd);
        Exchange probe = new Exchange(frontEnd)) {
      slow.head("PUT ~/v1/kv/slow HTTP/1.1", "Content-Length: 10", "Expect: 100-continue");
      assertThat(slow.next().orElseThrow().status()).as("its body is awaited").isEqualTo(100);
      slow.raw("12345");

      frontEnd.process().terminate();
      frontEnd.process().awaitLine(Pattern.compile("stopping"));

      Answer ready = probe.head("GET ~/health/ready HTTP/1.1").answer().orElseThrow();
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.body())
          .isEqualTo(
              "{\"status\":\"down\",\"reason\":\"stopping\",\"parts\":{"
                  + "\"server\":{\"status\":\"down\",\"reason\":\"stopping\"},"
                  + "\"store\":{\"status\":\"up\"}}}");
      Answer live = probe.head("GET ~/health/live HTTP/1.1").answer().orElseThrow();
      assertThat(live.status()).isEqualTo(200);
      Answer late =
          Exchange.of(frontEnd, "GET ~/v1/kv/none HTTP/1.1", "Connection: close").orElseThrow();
      assertThat(late.status()).as("still served during the delay").isEqualTo(404);

      slow.raw("67890");
      assertThat(slow.next().orElseThrow().status()).isEqualTo(201);
      assertThat(frontEnd.process().awaitExit()).isZero();
      assertThat(frontEnd.process().lines())
          .anyMatch(line -> line.endsWith("stopped"))
          .noneMatch(line -> line.contains("Exception") || line.contains("ERROR"));
    }
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void a_request_in_flight_is_answered_after_new_connections_are_refused() throws IOException {
    try (FrontEnd frontEnd = FrontEnd.standalone("stop-at-once", temporary, Map.of());
        Exchange slow = new Exchange(frontEnd)) {
      slow.head("PUT ~/v1/kv/slow HTTP/1.1", "Content-Length: 4", "Expect: 100-continue");
      assertThat(slow.next().orElseThrow().status()).isEqualTo(100);
      frontEnd.process().terminate();
      Polling.until(Duration.ofMinutes(1), () -> refusesConnections(frontEnd));
      slow.raw("1234");
      assertThat(slow.next().orElseThrow().status()).isEqualTo(201);
      assertThat(frontEnd.process().awaitExit()).isZero();
    }
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void what_a_killed_process_left_behind_is_removed_by_the_next_and_no_other_s()
      throws IOException {
    try (FrontEnd running = FrontEnd.standalone("stays", temporary, Map.of())) {
      List<Path> its = leftBehind();
      try (FrontEnd killed = FrontEnd.standalone("killed", temporary, Map.of())) {
        killed.process().kill();
      }
      assertThat(leftBehind()).hasSizeGreaterThan(its.size());
      FrontEnd.standalone("next", temporary, Map.of()).close();
      assertThat(leftBehind()).isEqualTo(its);
      assertThat(new Http(running).get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_process_stopped_while_it_starts_leaves_nothing_behind() throws IOException {
    try (ServerProcess starting =
        FrontEnd.launch("stop-starting", temporary, Map.of(), Redirect.PIPE)) {
      Polling.until(Duration.ofMinutes(1), this::isUnpacking);
      starting.terminate();
      starting.awaitExit();
      assertThat(starting.lines()).noneMatch(line -> line.contains("Exception"));
    }
    assertThat(leftBehind()).isEmpty();
  }

  private boolean isUnpacking() {
    try {
      for (Path home : leftBehind()) {
        if (Files.exists(home.resolve("WEB-INF"))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean refusesConnections(FrontEnd frontEnd) {
    try {
      new Exchange(frontEnd).close();
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private List<Path> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(file -> !file.toString().contains("hsperfdata")).sorted().toList();
    }
  }
}
