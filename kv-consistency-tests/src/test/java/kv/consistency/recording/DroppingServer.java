package kv.consistency.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server that reads requests to their ends and then, as it is told, answers each, or closes the
 * connection without a word.
 */
final class DroppingServer implements Closeable {
  private static final String BODY_LENGTH = "content-length:";

  private final ServerSocket socket;
  private final AtomicInteger requests = new AtomicInteger();
  private final int answered;
  private final String answer;

  /**
   * @param answered of each connection, before it is closed at the next request
   */
  private DroppingServer(ServerSocket socket, int answered, String answer) {
    this.socket = socket;
    this.answered = answered;
    this.answer = answer;
  }

  static DroppingServer start(int answered, String answer) throws IOException {
    DroppingServer server =
        new DroppingServer(
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answered, answer);
    Thread thread = new Thread(server::serve, "dropping server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** How many whole requests have come. */
  int requests() {
    return requests.get();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread thread = new Thread(() -> serve(connection), "connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      for (int i = 0; readRequest(in) && i < answered; i++) {
        connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
      }
    } catch (IOException e) {
      return; // The client is gone.
    }
  }

  private boolean readRequest(InputStream in) throws IOException {
    int length = 0;
    boolean any = false;
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      any = true;
      if (line.toLowerCase(Locale.ROOT).startsWith(BODY_LENGTH)) {
        length = Integer.parseInt(line.substring(BODY_LENGTH.length()).strip());
      }
    }
    if (any && in.readNBytes(length).length == length) {
      requests.incrementAndGet();
      return true;
    }
    return false;
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
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
