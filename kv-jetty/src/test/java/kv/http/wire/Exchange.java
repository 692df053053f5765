package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One connection to a front end, byte by byte, for what no HTTP client would send. */
final class Exchange implements AutoCloseable {

  private final FrontEnd frontEnd;
  private final Socket socket;
  private final InputStream in;

  /** An answer as it came; the body is empty where the head allows none. */
  record Answer(int status, List<String> head, String body) {

    Optional<String> field(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return head.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }

    /** Whether it says that the connection ends with it. */
    boolean isLast() {
      return field("Connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    boolean isProblem() {
      return field("Content-Type").equals(Optional.of("application/problem+json"));
    }
  }

  Exchange(FrontEnd frontEnd) throws IOException {
    this(frontEnd, "127.0.0.1");
  }

  /** From an address of its own, within 127.0.0.0/8. */
  Exchange(FrontEnd frontEnd, String from) throws IOException {
    this(frontEnd, from, new Socket());
  }

  private Exchange(FrontEnd frontEnd, String from, Socket socket) throws IOException {
    this.frontEnd = frontEnd;
    this.socket = socket;
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), frontEnd.port()));
    socket.setSoTimeout(60_000);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** One for which little fits on the way, so that the other side notices a slow reader. */
  static Exchange withSmallWindow(FrontEnd frontEnd, String from) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 << 10);
    return new Exchange(frontEnd, from, socket);
  }

  /** A problem document of that status, which says that nothing was applied. */
  static void assertProblem(int status, Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.isProblem()).as(answer.head().toString()).isTrue();
    Http.assertProblem(status, answer.body());
  }

  /** The answer to a request without a body; empty where the connection ends without one. */
  static Optional<Answer> of(FrontEnd frontEnd, String requestLine, String... fields)
      throws IOException {
    try (Exchange exchange = new Exchange(frontEnd)) {
      return exchange.head(requestLine, fields).answer();
    }
  }

  /**
   * Sends the lines of a request's head with the empty line after them.
   *
   * @param requestLine in which {@code ~} stands for the context path
   */
  Exchange head(String requestLine, String... fields) throws IOException {
    StringBuilder head = new StringBuilder(requestLine.replaceFirst("~", frontEnd.context()));
    head.append("\r\nHost: kv\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return raw(head.append("\r\n").toString());
  }

  /** Sends these characters, each as the byte of that number. */
  Exchange raw(String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException e) {
      // The other side has answered and closed before all was sent: the answer is what counts.
      return this;
    }
    return this;
  }

  /** Closes this side's half: nothing more will be sent. */
  void endOfInput() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes the connection with a reset, as a process does that dies. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The next answer that is no interim one; empty where the connection ends before it. */
  Optional<Answer> answer() throws IOException {
    Optional<Answer> answer = next();
    while (answer.isPresent() && answer.get().status() == 100) {
      answer = next();
    }
    return answer;
  }

  /** The next answer, interim ones included. */
  Optional<Answer> next() throws IOException {
    try {
      List<String> lines = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        lines.add(line);
      }
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      int status = Integer.parseInt(lines.get(0).split(" ", -1)[1]);
      Answer head = new Answer(status, lines.subList(1, lines.size()), "");
      boolean bodiless = status < 200 || status == 204 || status == 304;
      return Optional.of(new Answer(status, head.head(), bodiless ? "" : body(head)));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  /** Whether an answer has begun to come, or the connection is at its end. */
  boolean isAnswered() throws IOException {
    return isAnsweredWithin(1);
  }

  /** The same, after this many milliseconds at most. */
  boolean isAnsweredWithin(int millis) throws IOException {
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(millis);
    try {
      in.mark(1);
      if (in.read() >= 0) {
        in.reset();
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    } finally {
      if (!socket.isClosed()) {
        socket.setSoTimeout(patience);
      }
    }
  }

  /** Reads this many bytes of whatever comes, or fewer where it ends. */
  void take(int bytes) {
    try {
      in.readNBytes(bytes);
    } catch (IOException e) {
      // Cut off: nothing is left to take.
      return;
    }
  }

  /** Whether the other side closes the connection rather than to answer again. */
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String body(Answer head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.field("Transfer-Encoding").isPresent()) {
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.writeBytes(in.readNBytes(size));
        line();
      }
    } else if (head.field("Content-Length").isPresent()) {
      body.writeBytes(in.readNBytes(Integer.parseInt(head.field("Content-Length").get())));
    } else {
      body.writeBytes(in.readAllBytes());
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private int chunkSize() throws IOException {
    int size = Integer.parseInt(line(), 16);
    if (size == 0) {
      line();
    }
    return size;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
