package kv.http.call;

import java.util.ArrayList;
import java.util.List;
import kv.spi.Bytes;
import kv.spi.Outcome;

/**
 * An answer.
 *
 * @param headers besides Content-Length, which follows from {@code contentLength}
 * @param contentLength of the body that a GET would have, even where {@code body} is left out
 */
public record Reply(
    int status, Outcome outcome, List<Header> headers, Bytes body, long contentLength) {

  /** A header field. */
  public record Header(String name, String value) {}

  /** An answer without a body. */
  static Reply empty(int status, Outcome outcome, Header... headers) {
    return new Reply(status, outcome, List.of(headers), Bytes.EMPTY, 0);
  }

  public static Reply of(int status, Outcome outcome, Bytes body, Header... headers) {
    return new Reply(status, outcome, List.of(headers), body, body.length());
  }

  /** This answer with another header field. */
  public Reply with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, outcome, List.copyOf(more), body, contentLength);
  }

  /** The same without its body, as the answer to HEAD. */
  public Reply withoutBody() {
    return new Reply(status, outcome, headers, Bytes.EMPTY, contentLength);
  }
}
