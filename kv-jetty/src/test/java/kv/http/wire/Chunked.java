package kv.http.wire;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

/** Bodies of undeclared length, which HTTP/1.1 sends in chunks. */
final class Chunked {

  private Chunked() {}

  static BodyPublisher of(byte[] body) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
  }
}
