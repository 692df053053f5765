package kv.http.call;

import java.util.List;
import java.util.Optional;

/**
 * Refuses a body in any transfer coding but {@code chunked} (RFC 9112, section 6.1). Some
 * containers undo the last coding and hand on what is left, still coded, as if it were the body;
 * and where two parties on a connection read a list of codings differently, one of them takes for a
 * request what the other takes for a body.
 */
public final class TransferCodings {

  private TransferCodings() {}

  /** Why the request is not served, if it is not; the connection ends with the answer then. */
  public static Optional<Reply> refusal(Call call) {
    List<String> lines = call.header("Transfer-Encoding");
    if (lines.isEmpty()
        || (lines.size() == 1 && lines.get(0).strip().equalsIgnoreCase("chunked"))) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.notApplied(501, "no transfer coding is understood but chunked")
            .with("Connection", "close"));
  }
}
