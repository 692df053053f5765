package kv.system.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * GETs or PUTs over one keep-alive connection, as cheaply as can be: the load shares the machine
 * with what it measures.
 */
final class HttpCalls implements Loop.Client {

  private static final String VALUE = "v".repeat(Setup.VALUE_SIZE);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final boolean put;

  HttpCalls(InetSocketAddress address, boolean put) throws IOException {
    this.socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 8 << 10);
    this.out = socket.getOutputStream();
    this.put = put;
  }

  @Override
  public String call(int key) throws IOException {
    String target = "/v1/kv/" + Setup.key(key) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    String request =
        put
            ? "PUT %sContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(target, VALUE.length(), VALUE)
            : "GET " + target + "\r\n";
    out.write(request.getBytes(ISO_8859_1));
    String status = line().split(" ", 3)[1];
    int length = 0;
    for (String field = line(); !field.isEmpty(); field = line()) {
      if (field.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(field.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return status.startsWith("2") ? Loop.OK : status;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the front end closed the connection");
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
