package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import kv.http.wire.Exchange.Answer;
import kv.http.wire.FrontEnd.Container;
import org.junit.jupiter.api.Test;

/**
 * Clients that fall silent, on a front end that gives a connection up soon. No pooled connection is
 * used here: it would be given up as well.
 */
interface SilenceSuite {

  /** How long a connection may be silent where these tests run. */
  String PATIENCE = "1500ms";

  FrontEnd frontEnd();

  private void assertNothingStored(String path) throws IOException {
    Answer answer =
        Exchange.of(frontEnd(), "GET ~" + path + " HTTP/1.1", "Connection: close").orElseThrow();
    assertThat(answer.status()).isEqualTo(404);
  }

  /** Undertow closes the connection, and the front end has nobody to answer. */
  private void assertTimedOut(int status, Exchange exchange) throws IOException {
    Optional<Answer> answer = exchange.answer();
    if (answer.isPresent() || !frontEnd().container().isUndertow()) {
      Exchange.assertProblem(status, answer.orElseThrow());
    }
  }

  @Test
  default void half_a_head_and_then_silence_is_given_up() throws IOException {
    for (String half : List.of("PUT /v1", "PUT /v1/kv/a HTTP/1.1\r\nHost: k", "")) {
      try (Exchange exchange = new Exchange(frontEnd())) {
        exchange.raw(half);
        Optional<Answer> answer = exchange.answer();
        answer.ifPresent(given -> assertThat(given.status()).isIn(400, 408));
        if (answer.isPresent() && (frontEnd().container() == Container.JETTY)) {
          Http.assertProblem(answer.get().status(), answer.get().body());
        }
        assertThat(exchange.isClosedByServer()).isTrue();
      }
    }
  }

  @Test
  default void half_a_body_and_then_silence_is_answered_408_and_not_stored() throws IOException {
    String path = "/v1/kv/silence";
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 10").raw("12345");
      assertTimedOut(408, exchange);
      assertThat(exchange.isClosedByServer()).isTrue();
    }
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Transfer-Encoding: chunked").raw("5\r\n123");
      assertTimedOut(408, exchange);
      assertThat(exchange.isClosedByServer()).isTrue();
    }
    assertNothingStored(path);
  }

  /** Its answer waits for the body, so that a client that sends all of it first sees the answer. */
  @Test
  default void a_refused_body_that_never_comes_is_answered_all_the_same() throws IOException {
    String path = "/v1/kv/silence";
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 1999999999");
      // Tomcat makes a time-out of it that has the last word.
      assertTimedOut(frontEnd().container() == Container.TOMCAT ? 408 : 413, exchange);
      assertThat(exchange.isClosedByServer()).isTrue();
    }
    assertNothingStored(path);
  }
}
