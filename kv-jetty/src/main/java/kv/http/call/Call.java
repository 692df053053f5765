package kv.http.call;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import kv.http.auth.Caller;

/** A request as it came in, nothing decoded. */
public interface Call {

  /** The request target's path below the context, starting with a slash, still percent-encoded. */
  String rawPath();

  /** What follows the question mark, still percent-encoded; empty where there is none. */
  String rawQuery();

  /** Who sent it. */
  Caller caller();

  /** Its id in logs. */
  String id();

  /** The address that it came from, as far as the container knows. */
  String remoteAddress();

  /** The lines of a header field in order; empty where there is none. */
  List<String> header(String name);

  /** The one value of a header field; the first where there are several. */
  default Optional<String> firstHeader(String name) {
    List<String> lines = header(name);
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(0));
  }

  /** The body; reading it lets the container send {@code 100 Continue} first. */
  InputStream body() throws IOException;
}
