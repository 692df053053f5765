package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import kv.http.wire.Exchange.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The limits on what one client, and all together, may take, on a front end where they are low. The
 * clients come from loopback addresses of their own, so that no test uses up another's share.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class LimitsIT {

  private static final int CONNECTIONS_OF_ADDRESS = 6;
  private static final int REQUESTS_OF_CLIENT = 3;
  private static final int REQUESTS = 5;
  private static final int BURST = 20;

  private final FrontEnd frontEnd;
  private final Http http;

  LimitsIT(@TempDir Path temporary) throws IOException {
    frontEnd =
        FrontEnd.standalone(
            "limits",
            temporary,
            Map.ofEntries(
                Map.entry("kv.http.max-connections", "16"),
                Map.entry("kv.http.max-connections-per-address", "" + CONNECTIONS_OF_ADDRESS),
                Map.entry("kv.http.max-requests", "" + REQUESTS),
                Map.entry("kv.http.max-requests-per-client", "" + REQUESTS_OF_CLIENT),
                Map.entry("kv.http.head-timeout", "1s"),
                Map.entry("kv.http.body-timeout", "2s"),
                Map.entry("kv.http.answer-timeout", "200ms"),
                Map.entry("kv.http.answer-min-rate", "0"),
                Map.entry("kv.lock", "local"),
                Map.entry("kv.http.rate-limit", "1"),
                Map.entry("kv.http.rate-limit.burst", "" + BURST),
                Map.entry("kv.http.trusted-proxies", "127.0.0.1, 127.0.1.0/24")));
    http = new Http(frontEnd);
  }

  @AfterAll
  void stop() {
    frontEnd.process().terminate();
    assertThat(frontEnd.process().awaitExit()).isZero();
    assertThat(frontEnd.process().lines())
        .noneMatch(line -> line.startsWith("\tat ") || line.contains("ERROR"));
  }

  private Exchange from(String address) throws IOException {
    return new Exchange(frontEnd, address);
  }

  /** Metrics are asked for as a client of their own each time, who has not used up anything. */
  private double refused(String reason) {
    String text =
        Http.text(http.get("/metrics", "X-Forwarded-For", "198.51.100." + (1 + asked++ % 250)));
    String start = "kv_refused_total{reason=\"" + reason + "\"} ";
    return text.lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + start + " in " + text));
  }

  private int asked;

  private void drip(Exchange exchange, String text) throws IOException {
    for (int i = 0; !exchange.isAnswered(); i++) {
      exchange.raw(text.substring(i % text.length(), i % text.length() + 1));
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Test
  void a_head_that_trickles_in_is_given_up() throws IOException {
    double before = refused("slow-head");
    for (String start : List.of("GET /v1/kv/a HTTP/1.1\r\nHost: kv\r\nX: ", "", "G")) {
      try (Exchange exchange = from("127.0.2.1")) {
        exchange.raw(start);
        drip(exchange, start.isEmpty() ? "\r\n" : "x");
        assertThat(exchange.isClosedByServer()).isTrue();
      }
    }
    assertThat(refused("slow-head")).isEqualTo(before + 3);
  }

  @Test
  void the_next_head_on_a_connection_that_trickles_in_is_given_up() throws IOException {
    for (String start : List.of("G", "\r")) {
      try (Exchange exchange = from("127.0.2.2")) {
        exchange.head("GET /health/live HTTP/1.1");
        assertThat(exchange.answer().orElseThrow().status()).isEqualTo(200);
        exchange.raw(start);
        drip(exchange, start.equals("G") ? "x" : "\n\r");
        assertThat(exchange.isClosedByServer()).isTrue();
      }
    }
  }

  @Test
  void a_connection_that_is_idle_between_requests_is_not_held_to_the_heads_time()
      throws IOException {
    try (Exchange exchange = from("127.0.2.3")) {
      for (int i = 0; i < 3; i++) {
        exchange.head("GET /health/live HTTP/1.1");
        assertThat(exchange.answer().orElseThrow().status()).isEqualTo(200);
        // Longer than a head may take: there is no event to wait for where nothing must happen.
        LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());
      }
    }
  }

  @Test
  void a_body_that_trickles_in_is_answered_408_and_not_stored() throws IOException {
    double before = refused("slow-body");
    String path = "/v1/kv/slow-body";
    try (Exchange exchange = from("127.0.2.4")) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 100000");
      drip(exchange, "x");
      Exchange.assertProblem(408, exchange.answer().orElseThrow());
    }
    // In the framing of chunks, of which no servlet sees a byte.
    try (Exchange exchange = from("127.0.2.4")) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Transfer-Encoding: chunked").raw("5;x=");
      drip(exchange, "x");
      Exchange.assertProblem(408, exchange.answer().orElseThrow());
      assertThat(exchange.isClosedByServer()).isTrue();
    }
    assertThat(refused("slow-body")).isEqualTo(before + 2);
    try (Exchange exchange = from("127.0.2.5")) {
      exchange.head("GET ~" + path + " HTTP/1.1");
      assertThat(exchange.answer().orElseThrow().status()).isEqualTo(404);
    }
  }

  /** Longer than a body may take, which a request without one would have all the time. */
  @Test
  void a_request_that_has_arrived_may_be_served_for_as_long_as_it_takes() throws IOException {
    try (Exchange owner = from("127.0.2.15");
        Exchange waiting = from("127.0.2.15")) {
      owner.head("POST ~/v1/admin/lock?owner=ann&lease=4s HTTP/1.1", "Content-Length: 0");
      assertThat(owner.answer().orElseThrow().status()).isEqualTo(200);
      waiting.head("DELETE ~/v1/kv/none?lock-wait=30s HTTP/1.1");
      waiting.head("GET ~/v1/kv/none HTTP/1.1");
      assertThat(waiting.answer().orElseThrow().status()).isEqualTo(404);
      assertThat(waiting.answer().orElseThrow().status()).isEqualTo(404);
    }
  }

  @Test
  void a_reader_that_takes_its_answer_too_slowly_is_cut_off() throws IOException {
    double before = refused("slow-reader");
    try (Exchange exchange = from("127.0.2.6")) {
      exchange.head("PUT ~/v1/kv/long HTTP/1.1", "Content-Length: " + (1 << 20));
      exchange.raw("x".repeat(1 << 20));
      assertThat(exchange.answer().orElseThrow().status()).isIn(201, 204);
    }
    try (Exchange exchange = Exchange.withSmallWindow(frontEnd, "127.0.2.6")) {
      for (int i = 0; i < 8; i++) {
        exchange.head("GET ~/v1/kv/long HTTP/1.1");
      }
      Polling.until(
          Duration.ofMinutes(1),
          () -> {
            exchange.take(8 << 10);
            return refused("slow-reader") > before;
          });
    }
  }

  @Test
  void an_address_has_no_more_connections_than_its_share() throws IOException {
    double before = refused("connections-of-address");
    List<Exchange> open = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS_OF_ADDRESS; i++) {
        Exchange exchange = from("127.0.2.7");
        open.add(exchange);
        exchange.head("GET /health/live HTTP/1.1");
        assertThat(exchange.answer().orElseThrow().status()).isEqualTo(200);
      }
      try (Exchange onceTooMany = from("127.0.2.7")) {
        assertThat(onceTooMany.isClosedByServer()).isTrue();
      }
      try (Exchange other = from("127.0.2.8")) {
        other.head("GET /health/live HTTP/1.1");
        assertThat(other.answer().orElseThrow().status()).isEqualTo(200);
      }
      assertThat(refused("connections-of-address")).isEqualTo(before + 1);
    } finally {
      for (Exchange exchange : open) {
        exchange.close();
      }
    }
    Polling.until(
        Duration.ofMinutes(1),
        () -> {
          try (Exchange again = from("127.0.2.7")) {
            again.head("GET /health/live HTTP/1.1");
            return again.answer().isPresent();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void beyond_its_burst_a_client_is_answered_429_and_told_when_to_come_again() throws IOException {
    double before = refused("rate");
    Optional<Answer> refusal = Optional.empty();
    try (Exchange exchange = from("127.0.2.9")) {
      for (int i = 0; i < 2 * BURST && refusal.isEmpty(); i++) {
        exchange.head("GET ~/v1/kv/a HTTP/1.1");
        refusal = exchange.answer().filter(answer -> answer.status() != 404);
      }
      Exchange.assertProblem(429, refusal.orElseThrow());
      assertThat(refusal.orElseThrow().field("Retry-After")).hasValue("1");
      exchange.head("GET /health/ready HTTP/1.1");
      assertThat(exchange.answer().orElseThrow().status()).as("health").isEqualTo(200);
    }
    try (Exchange other = from("127.0.2.10")) {
      other.head("GET ~/v1/kv/a HTTP/1.1");
      assertThat(other.answer().orElseThrow().status()).isEqualTo(404);
    }
    assertThat(refused("rate")).isGreaterThan(before);
  }

  @Test
  void what_is_sent_behind_a_body_that_is_read_in_two_ways_is_no_request_beyond_the_rate_either()
      throws IOException {
    try (Exchange exchange = from("127.0.2.200")) {
      Optional<Answer> answer = Optional.empty();
      for (int i = 0; i < 2 * BURST && answer.filter(a -> a.status() == 429).isEmpty(); i++) {
        exchange.head("GET ~/v1/kv/a HTTP/1.1");
        answer = exchange.answer();
      }
      exchange.head(
          "PUT ~/v1/kv/outer HTTP/1.1",
          "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked");
      exchange.raw("0\r\n\r\n").head("GET /health/live HTTP/1.1");
      assertThat(exchange.answer().orElseThrow().status()).isIn(400, 501);
      assertThat(exchange.answer()).as("an answer to what was hidden").isEmpty();
    }
  }

  @Test
  void a_refused_write_is_not_stored() throws IOException {
    int stored = 0;
    try (Exchange exchange = from("127.0.2.11")) {
      Answer answer;
      do {
        exchange
            .head("PUT ~/v1/kv/rated HTTP/1.1", "Content-Length: 2")
            .raw("%02d".formatted(stored));
        answer = exchange.answer().orElseThrow();
        stored++;
      } while (answer.status() != 429);
      assertThat(answer.field("Kv-Outcome")).hasValue("not-applied");
    }
    HttpResponse<byte[]> kept = http.get("/v1/kv/rated", "X-Forwarded-For", "203.0.113.77");
    assertThat(Http.text(kept)).isEqualTo("%02d".formatted(stored - 2));
  }

  @Test
  void those_a_trusted_proxy_speaks_for_have_a_rate_each() {
    for (int i = 0; i < 3 * BURST; i++) {
      String client = "2001:db8:0:%x::1, 127.0.1.9".formatted(i);
      assertThat(http.get("/v1/kv/a", "X-Forwarded-For", client).statusCode()).isEqualTo(404);
    }
    int refused = 0;
    for (int i = 0; i < 3 * BURST; i++) {
      String client = "2001:db8:1:1::%x".formatted(i);
      refused += http.get("/v1/kv/a", "X-Forwarded-For", client).statusCode() == 429 ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  @Test
  void no_client_has_all_places_and_none_waits_for_one() throws IOException {
    double before = refused("requests-of-client");
    List<Exchange> held = new ArrayList<>();
    try {
      for (int i = 0; i < REQUESTS; i++) {
        held.add(placeTaken(i < REQUESTS_OF_CLIENT ? "127.0.2.12" : "127.0.2.13"));
        if (i == REQUESTS_OF_CLIENT - 1) {
          try (Exchange another = from("127.0.2.12")) {
            another.head("GET ~/v1/kv/a HTTP/1.1");
            Exchange.assertProblem(429, another.answer().orElseThrow());
          }
        }
      }
      try (Exchange anybody = from("127.0.2.14")) {
        anybody.head("GET ~/v1/kv/a HTTP/1.1");
        Answer answer = anybody.answer().orElseThrow();
        Exchange.assertProblem(503, answer);
        assertThat(answer.field("Retry-After")).hasValue("1");
        anybody.head("GET /health/live HTTP/1.1");
        assertThat(anybody.answer().orElseThrow().status()).isEqualTo(200);
      }
    } finally {
      for (Exchange exchange : held) {
        exchange.close();
      }
    }
    Polling.until(
        Duration.ofMinutes(1),
        () -> http.get("/v1/kv/a", "X-Forwarded-For", "203.0.113.78").statusCode() == 404);
    assertThat(refused("requests-of-client")).isEqualTo(before + 1);
  }

  @Test
  void a_refused_client_keeps_its_connection_if_nothing_of_its_body_is_missing()
      throws IOException {
    List<Exchange> held = new ArrayList<>();
    try (Exchange refused = from("127.0.2.16")) {
      for (int i = 0; i < REQUESTS_OF_CLIENT; i++) {
        held.add(placeTaken("127.0.2.16"));
      }
      String write = "PUT /v1/kv/a HTTP/1.1\r\nHost: kv\r\nContent-Length: 3\r\n\r\n";
      Answer whole = refused.raw(write + "123").answer().orElseThrow();
      assertThat(List.of(whole.status(), whole.isLast())).isEqualTo(List.of(429, false));
      Answer missing = refused.raw(write).answer().orElseThrow();
      assertThat(List.of(missing.status(), missing.isLast())).isEqualTo(List.of(429, true));
    } finally {
      for (Exchange exchange : held) {
        exchange.close();
      }
    }
  }

  private Exchange placeTaken(String address) throws IOException {
    Exchange exchange = from(address);
    exchange.head("PUT ~/v1/kv/held HTTP/1.1", "Content-Length: 9", "Expect: 100-continue");
    assertThat(exchange.next().orElseThrow().status()).isEqualTo(100);
    return exchange;
  }

  @Test
  void past_all_connections_others_wait_until_one_closes() throws IOException {
    List<Exchange> open = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        open.add(from("127.0.2." + (20 + i)));
      }
      try (Exchange waiting = from("127.0.2.40")) {
        waiting.head("GET /health/live HTTP/1.1");
        // Those that say nothing are closed when their head is late, and there is room.
        assertThat(waiting.answer().orElseThrow().status()).isEqualTo(200);
      }
    } finally {
      for (Exchange exchange : open) {
        exchange.close();
      }
    }
    assertThat(refused("connections")).isPositive();
  }
}
