package kv.http.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that must be told one. It is below those that the kernel gives to outgoing
 * connections and to whoever listens at port 0: of these, one that is free now may be taken when
 * the server has started. Nor is it one that clusters of tests use.
 */
public final class FreePort {
  static final int FIRST = 10_000;
  static final int END = 20_000;

  private static final int ATTEMPTS = 100;

  private FreePort() {}

  /** One that nobody listens at on 127.0.0.1. */
  public static int find() throws IOException {
    IOException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IOException("no port from %d to %d is free".formatted(FIRST, END - 1), last);
  }
}
