package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import kv.http.wire.Exchange.Answer;
import kv.http.wire.FrontEnd.Container;
import org.junit.jupiter.api.Test;

/**
 * Bodies that an answer needs nothing of, and that come late. A server that closes the connection
 * and has not said so leaves the client with a next write whose outcome it can't know.
 */
interface UnreadBodySuite extends Suite {

  /** For a server that does not wait for the body: what it does then is what is looked for. */
  int EARLY_MILLIS = 50;

  @Test
  default void a_connection_whose_end_was_not_announced_takes_the_next_request()
      throws IOException {
    for (String request :
        List.of(
            "GET ~/v1/kv/x",
            "PUT ~/v1/kv/x?ttl=none",
            "DELETE ~/v1/kv/x",
            "POST ~/v1/kv/x",
            "PUT ~/v1/kv",
            "OPTIONS ~/v1/kv",
            "PUT ~/no-such-path",
            "GET ~/%zz",
            "GET ~/health/live")) {
      if (request.endsWith("%zz") && frontEnd().container() == Container.JETTY_HOME) {
        continue; // It refuses that itself, and closes.
      }
      assertTakesNext(request, "Content-Length: 3", "123");
      assertTakesNext(request, "Transfer-Encoding: chunked", "3\r\n123\r\n0\r\n\r\n");
    }
  }

  private void assertTakesNext(String request, String field, String body) throws IOException {
    String path = freshPath();
    try (Exchange exchange = new Exchange(frontEnd())) {
      exchange.head(request + " HTTP/1.1", field);
      boolean early = exchange.isAnsweredWithin(EARLY_MILLIS);
      exchange.raw(body);
      Answer answer = exchange.answer().orElseThrow();
      if (!answer.isLast()) {
        exchange.head("PUT ~" + path + " HTTP/1.1", "Content-Length: 1").raw("1");
        assertThat(exchange.answer().map(Answer::status))
            .as("%s, %s, answered before the body: %s", request, field, early)
            .contains(created());
      }
    }
  }

  /** Liberty ends a connection after some refusals, be there a body or not. */
  @Test
  default void a_body_of_another_call_than_a_write_is_waited_for_and_costs_no_connection()
      throws IOException {
    for (String request : List.of("PUT ~/v1/kv", "PUT ~/no-such-path", "GET ~/health/live")) {
      Answer bodiless =
          Exchange.of(frontEnd(), request + " HTTP/1.1", "Content-Length: 0").orElseThrow();
      try (Exchange exchange = new Exchange(frontEnd())) {
        exchange.head(request + " HTTP/1.1", "Content-Length: 3");
        assertThat(exchange.isAnsweredWithin(EARLY_MILLIS)).as(request).isFalse();
        assertThat(exchange.raw("123").answer().orElseThrow().isLast())
            .as(request)
            .isEqualTo(bodiless.isLast());
      }
    }
  }

  @Test
  default void a_refusal_to_a_client_that_waits_to_be_asked_for_the_body_announces_the_end()
      throws IOException {
    for (String request : List.of("PUT ~/v1/kv/x?ttl=none", "PUT ~/v1/kv", "PUT ~/no-such-path")) {
      try (Exchange exchange = new Exchange(frontEnd())) {
        exchange.head(request + " HTTP/1.1", "Content-Length: 3", "Expect: 100-continue");
        assertThat(exchange.answer().orElseThrow().isLast()).as(request).isTrue();
      }
    }
  }
}
