package kv.http.attack;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection from a loopback address of one's choice, byte by byte. */
final class Wire implements AutoCloseable {

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[ \\r]");
  private static final Pattern LENGTH = Pattern.compile("\\r\\ncontent-length: *(\\d+)");

  private final Socket socket;
  private final InputStream in;

  /** A status, and the head and body that came with it. */
  record Answer(int status, String head, String body) {}

  Wire(String from, int port, Duration patience) throws IOException {
    this(from, port, patience, 0);
  }

  /**
   * @param window the receive buffer in bytes, where it is not 0
   */
  Wire(String from, int port, Duration patience, int window) throws IOException {
    socket = new Socket();
    try {
      if (window > 0) {
        socket.setReceiveBufferSize(window);
      }
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.setTcpNoDelay(true);
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends; whether the other side still took it. */
  boolean send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean send(String text) {
    return send(bytes(text));
  }

  /** Says that nothing more will come. */
  void end() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // Closed by the other side: what it said is still to be read.
      return;
    }
  }

  /** The next final answer; empty where the connection ends instead. */
  Optional<Answer> answer() throws IOException {
    try {
      for (; ; ) {
        String head = head();
        Matcher status = STATUS.matcher(head);
        if (!status.lookingAt()) {
          return Optional.empty();
        }
        int code = Integer.parseInt(status.group(1));
        if (code >= 200) {
          Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
          boolean bodiless = code == 204 || code == 304;
          byte[] body = new byte[0];
          if (!bodiless) {
            body =
                length.find()
                    ? in.readNBytes(Integer.parseInt(length.group(1)))
                    : in.readAllBytes();
          }
          return Optional.of(new Answer(code, head, new String(body, StandardCharsets.ISO_8859_1)));
        }
      }
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder(256);
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.append((char) b);
      int length = head.length();
      if (b == '\n' && length >= 4 && head.charAt(length - 3) == '\n') {
        return head.toString();
      }
    }
    return head.toString();
  }

  /**
   * Counts every answer until the other side closes.
   *
   * @throws java.net.SocketTimeoutException if it neither answers nor closes
   */
  void drain(Tally tally) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      byte[] buffer = new byte[16 << 10];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        all.write(buffer, 0, read);
      }
    } catch (SocketException e) {
      tally.count("reset");
    }
    Matcher status = STATUS.matcher(all.toString(StandardCharsets.ISO_8859_1));
    boolean any = false;
    while (status.find()) {
      tally.status(Integer.parseInt(status.group(1)));
      any = true;
    }
    if (!any) {
      tally.count("closed");
    }
  }

  /** Reads a byte, if one has come; whether more may follow. */
  boolean take() {
    try {
      socket.setSoTimeout(1);
      return in.read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Closes with a reset: no port is left waiting, however many there were. */
  @Override
  public void close() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
