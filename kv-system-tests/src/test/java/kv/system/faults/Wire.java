package kv.system.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A connection to a front end on which each call is sent once, and never again. */
final class Wire implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Far beyond every deadline of a front end, so that only one that is stopped meets it. */
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /**
   * What a front end answered.
   *
   * @param etag as it came, with its quotes
   */
  record Answer(int status, Optional<String> etag, String body) {}

  Wire(InetSocketAddress address) throws IOException {
    socket = new Socket();
    try {
      socket.connect(address, (int) CONNECT.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) ANSWER.toMillis());
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  Answer get(String key) throws IOException {
    return send("GET", key, "", "");
  }

  /**
   * @param ifMatch the tag to require, or empty
   */
  Answer put(String key, Optional<String> ifMatch, String value) throws IOException {
    String condition = ifMatch.map(tag -> "If-Match: " + tag + "\r\n").orElse("");
    return send("PUT", key, condition + "Content-Length: " + value.length() + "\r\n", value);
  }

  Answer delete(String key) throws IOException {
    return send("DELETE", key, "", "");
  }

  private Answer send(String method, String key, String fields, String body) throws IOException {
    String head = method + " /v1/kv/" + key + " HTTP/1.1\r\nHost: kv\r\n" + fields + "\r\n";
    out.write((head + body).getBytes(ISO_8859_1));
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    Optional<String> etag = Optional.empty();
    for (String field = line(); !field.isEmpty(); field = line()) {
      int colon = field.indexOf(':');
      String value = field.substring(colon + 1).strip();
      switch (field.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "etag" -> etag = Optional.of(value);
        default -> {}
      }
    }
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException("the answer was cut off");
    }
    return new Answer(status, etag, new String(content, ISO_8859_1));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
