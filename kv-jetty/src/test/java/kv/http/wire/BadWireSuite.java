package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static kv.http.wire.Http.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.http.wire.Exchange.Answer;
import kv.http.wire.FrontEnd.Container;
import org.junit.jupiter.api.Test;

/**
 * Requests that no client should send. Whatever comes: nothing is stored, no status is 500 or above
 * that is not meant, no stack trace is told, and the thread that served it serves the next one.
 *
 * <p>Containers judge a request's head before any servlet does, in words and with a page of their
 * own; where a test lets them, the test says so. What a front end sees is answered alike
 * everywhere.
 */
interface BadWireSuite extends Suite {

  /** How many the servers under test have for requests, where the JDK has no virtual ones. */
  int THREADS = 32;

  private boolean jetty() {
    return frontEnd().container() == Container.JETTY;
  }

  private void assertNothingStored(String path) {
    assertNotApplied(404, http().get(path));
  }

  @Test
  default void a_body_longer_than_the_limit_is_refused_before_it_is_sent() throws IOException {
    String path = freshPath();
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head(
          "PUT ~" + path + " HTTP/1.1", "Content-Length: 1999999999", "Expect: 100-continue");
      Exchange.assertProblem(413, exchange.answer().orElseThrow());
    }
    assertNothingStored(path);
  }

  @Test
  default void a_chunked_body_longer_than_the_limit_is_refused() throws IOException {
    String path = freshPath();
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Transfer-Encoding: chunked");
      String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
      for (int sent = 0; sent <= FrontEnd.MAX_VALUE_SIZE; sent += 0x10000) {
        exchange.raw(chunk);
      }
      exchange.raw("0\r\n\r\n");
      Exchange.assertProblem(413, exchange.answer().orElseThrow());
    }
    assertNothingStored(path);
  }

  @Test
  default void a_body_in_a_transfer_coding_that_is_not_understood_is_refused() throws IOException {
    for (String coding : List.of("gzip, chunked", "identity\r\nTransfer-Encoding: chunked")) {
      String path = freshPath();
      try (Exchange exchange = new Exchange(frontEnd())) {
        exchange.head("PUT ~" + path + " HTTP/1.1", "Transfer-Encoding: " + coding);
        exchange.raw("1\r\nx\r\n0\r\n\r\n");
        assertThat(exchange.answer().orElseThrow().status()).as(coding).isIn(400, 501);
      }
      assertNothingStored(path);
    }
  }

  @Test
  default void a_malformed_head_is_refused() throws IOException {
    String path = freshPath();
    List<Integer> statuses = new ArrayList<>();
    for (String head :
        List.of(
            "GARBAGE\r\n\r\n",
            "G@T ~ HTTP/1.1\r\nHost: kv\r\n\r\n",
            "PUT ~ HTTP/1.1\r\nContent-Length: 1\r\n\r\nx",
            "PUT ~ HTTP/1.1\r\nHost: kv\r\nContent-Length: -1\r\n\r\nx",
            "PUT ~ HTTP/1.1\r\nHost: kv\r\nContent-Length: 1x\r\n\r\nx",
            "PUT ~ HTTP/1.1\r\nHost: kv\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
            "PUT ~ HTTP/1.1\r\nHost: kv\r\nContent-Length: 1\r\nX: a\u0001b\r\n\r\nx",
            "PUT ~ HTTP/1.1\r\nHost: kv\r\nContent-Length: 1\r\nX y: z\r\n\r\nx")) {
      try (Exchange exchange = new Exchange(frontEnd())) {
        exchange.raw(head.replace("~", frontEnd().context() + path));
        Answer answer = exchange.answer().orElseThrow();
        statuses.add(answer.status());
        if (jetty()) {
          Exchange.assertProblem(400, answer);
        }
      }
    }
    assertThat(statuses)
        .isEqualTo(
            switch (frontEnd().container()) {
              case JETTY, JETTY_HOME, TOMCAT -> List.of(400, 400, 400, 400, 400, 400, 400, 400);
              case LIBERTY -> List.of(400, 405, created(), 204, 204, 204, 204, 400);
              case UNDERTOW, WILDFLY -> List.of(400, 400, 400, 400, 400, 400, created(), 204);
            });
    if (jetty()) {
      assertNothingStored(path);
    }
  }

  @Test
  default void a_body_with_both_a_length_and_chunks_is_never_read_as_two_requests()
      throws IOException {
    String path = freshPath();
    String smuggled = freshPath();
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head(
          "PUT ~" + path + " HTTP/1.1", "Content-Length: 6", "Transfer-Encoding: chunked");
      exchange.raw("0\r\n\r\n");
      exchange.head("PUT ~" + smuggled + " HTTP/1.1", "Content-Length: 0");
      Answer answer = exchange.answer().orElseThrow();
      // RFC 9112, section 6.3: take the chunks and close, or refuse it.
      boolean taken =
          frontEnd().container() == Container.TOMCAT || frontEnd().container() == Container.LIBERTY;
      assertThat(answer.status()).isEqualTo(taken ? created() : 400);
      assertThat(exchange.isClosedByServer()).isTrue();
    }
    assertNothingStored(smuggled);
  }

  @Test
  default void malformed_chunks_are_refused_and_not_stored() throws IOException {
    String path = freshPath();
    List<String> bodies = new ArrayList<>(List.of("zz\r\nx\r\n0\r\n\r\n", "-1\r\nx\r\n"));
    // Undertow takes as many bytes as a chunk is to have, whatever follows them.
    if (!frontEnd().container().isUndertow()) {
      bodies.add("1\r\nxyz\r\n0\r\n\r\n");
    }
    for (String body : bodies) {
      try (Exchange exchange = new Exchange(frontEnd())) {
        exchange.head("PUT ~" + path + " HTTP/1.1", "Transfer-Encoding: chunked").raw(body);
        Optional<Answer> answer = exchange.answer();
        // Undertow closes the connection, and the front end has nobody to answer.
        if (answer.isPresent() || !frontEnd().container().isUndertow()) {
          Exchange.assertProblem(400, answer.orElseThrow());
        }
      }
      assertNothingStored(path);
    }
  }

  @Test
  default void fields_or_a_target_over_the_limit_are_refused() throws IOException {
    String path = freshPath();
    // Undertow takes a head of a mebibyte, unless told otherwise.
    int tooLong = frontEnd().container().isUndertow() ? 1_100_000 : 40_000;
    Optional<Answer> fields =
        Exchange.of(frontEnd(), "PUT ~" + path + " HTTP/1.1", "X: " + "y".repeat(tooLong));
    Optional<Answer> target =
        Exchange.of(frontEnd(), "PUT ~" + path + "?ttl=" + "1".repeat(tooLong) + " HTTP/1.1");
    switch (frontEnd().container()) {
      case JETTY -> {
        Exchange.assertProblem(431, fields.orElseThrow());
        Exchange.assertProblem(414, target.orElseThrow());
      }
      case JETTY_HOME -> {
        assertThat(fields.orElseThrow().status()).isEqualTo(431);
        assertThat(target.orElseThrow().status()).isEqualTo(414);
      }
      case TOMCAT, LIBERTY -> {
        assertThat(fields.orElseThrow().status()).isEqualTo(400);
        assertThat(target.orElseThrow().status()).isEqualTo(400);
      }
      case UNDERTOW, WILDFLY -> {
        fields.ifPresent(answer -> assertThat(answer.status()).isEqualTo(400));
        target.ifPresent(answer -> assertThat(answer.status()).isEqualTo(400));
      }
    }
    assertNothingStored(path);
  }

  @Test
  default void a_body_shorter_than_its_length_is_not_stored() throws IOException {
    String path = freshPath();
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 10").raw("12345");
      exchange.endOfInput();
      exchange.answer().ifPresent(answer -> Exchange.assertProblem(400, answer));
    }
    assertNothingStored(path);
  }

  @Test
  default void a_client_that_leaves_in_the_middle_of_a_body_leaves_nothing_behind()
      throws IOException {
    String path = freshPath();
    double before = Metrics.of(http()).calls("put", "not-applied");
    int clients = 40;
    for (int i = 0; i < clients; i++) {
      try (Exchange exchange = new Exchange(frontEnd())) {
        exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 1000").raw("12345");
        // Half of them in order, half as a process that dies.
        if (i % 2 == 0) {
          exchange.reset();
        }
      }
    }
    Polling.until(
        Duration.ofMinutes(1),
        () -> Metrics.of(http()).calls("put", "not-applied") >= before + clients);
    assertNothingStored(path);
  }

  @Test
  default void what_follows_a_body_longer_than_its_length_is_another_request() throws IOException {
    String path = freshPath();
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 2").raw("12garbage\r\n\r\n");
      assertThat(exchange.answer().orElseThrow().status()).isEqualTo(created());
      exchange.answer().ifPresent(answer -> assertThat(answer.status()).isEqualTo(400));
    }
    assertThat(text(http().get(path))).isEqualTo("12");
  }

  @Test
  default void what_the_fields_refuse_needs_no_body() throws IOException {
    String path = freshPath();
    for (String field :
        List.of("If-Match: x", "If-None-Match: x", "Content-Encoding: gzip", "Content-Type: x")) {
      try (Exchange exchange = new Exchange(frontEnd())) {
        exchange.head(
            "PUT ~" + path + " HTTP/1.1", "Content-Length: 9", "Expect: 100-continue", field);
        Answer first = exchange.next().orElseThrow();
        // Tomcat, unless told continueResponseTiming="onRead", asks for the body before any
        // servlet; so does Liberty.
        boolean asked =
            frontEnd().container() == Container.TOMCAT
                || frontEnd().container() == Container.LIBERTY;
        Answer answer = asked ? exchange.next().orElseThrow() : first;
        Exchange.assertProblem(field.contains("gzip") ? 415 : 400, answer);
      }
    }
    assertNothingStored(path);
  }

  @Test
  default void an_expected_continue_is_sent_before_the_body_of_a_request_that_is_not_refused()
      throws IOException {
    String path = freshPath();
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 2", "Expect: 100-continue");
      assertThat(exchange.next().orElseThrow().status()).isEqualTo(100);
      exchange.raw("12");
      assertThat(exchange.next().orElseThrow().status()).isEqualTo(created());
    }
    assertThat(text(http().get(path))).isEqualTo("12");
    Answer other =
        Exchange.of(frontEnd(), "PUT ~" + path + " HTTP/1.1", "Content-Length: 0", "Expect: cake")
            .orElseThrow();
    // RFC 9110, section 10.1.1: who does not know what is expected may refuse it, or pass over it.
    boolean passedOver =
        frontEnd().container().isUndertow() || frontEnd().container() == Container.LIBERTY;
    assertThat(other.status()).isEqualTo(passedOver ? 204 : 417);
  }

  @Test
  default void pipelined_requests_are_answered_in_order_also_after_an_error() throws IOException {
    String path = freshPath();
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~" + path + "?ttl=-1 HTTP/1.1", "Content-Length: 2").raw("12");
      exchange.head("GET ~" + path + " HTTP/1.1");
      exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 2").raw("34");
      exchange.head("GET ~" + path + " HTTP/1.1");
      List<Answer> answers = new ArrayList<>();
      for (Optional<Answer> next = exchange.answer(); next.isPresent() && answers.size() < 3; ) {
        answers.add(next.get());
        next = exchange.answer();
      }
      Exchange.assertProblem(400, answers.get(0));
      // The body of the first was not read: whoever goes on must have skipped it.
      if (answers.size() > 1) {
        assertThat(answers.stream().map(Answer::status).toList()).startsWith(400, 404, created());
      }
    }
  }

  /** Of each kind more than there are threads: were one lost by each, none would be left. */
  @Test
  default void bad_requests_cost_no_thread() throws Exception {
    for (int i = 0; i < THREADS + 8; i++) {
      badRequests();
    }
    Polling.until(Duration.ofMinutes(1), () -> Metrics.of(http()).value("kv_calls_running") == 0);
    List<HttpResponse<byte[]>> answers = Race.of(THREADS, racer -> http().put(freshPath(), "1"));
    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(answer.statusCode()).as(Http.text(answer)).isEqualTo(created()));
  }

  private void badRequests() throws IOException {
    String path = freshPath();
    try (Exchange half = new Exchange(frontEnd());
        Exchange broken = new Exchange(frontEnd());
        Exchange refused = new Exchange(frontEnd())) {
      half.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 9").raw("1");
      broken.raw("\u0000\u0001\r\n\r\n");
      refused.head("PUT ~" + path + "?x HTTP/1.1", "Content-Length: 9").raw("1");
      half.reset();
    }
  }
}
