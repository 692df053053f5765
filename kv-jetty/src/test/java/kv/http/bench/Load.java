package kv.http.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A closed-loop load: a fixed number of keep-alive connections, each sending its next request once
 * the answer to the last is complete. One thread and one selector, so that the load costs little of
 * the machine it shares with the server.
 */
final class Load implements AutoCloseable {

  static final int KEYS = 1_000;
  static final int VALUE_SIZE = 100;

  private static final int BUFFER = 16 << 10;

  private final Selector selector;
  private final SplittableRandom random = new SplittableRandom(1);
  private final boolean put;

  /** A connection's request and what has come of its answer. */
  private static final class Exchange {
    final byte[] bytes = new byte[BUFFER];
    final ByteBuffer in = ByteBuffer.wrap(bytes);
    ByteBuffer out = ByteBuffer.allocate(0);
  }

  private Load(Selector selector, boolean put) {
    this.selector = selector;
    this.put = put;
  }

  static Load connect(int port, int connections, boolean put) throws IOException {
    Load load = new Load(Selector.open(), put);
    for (int i = 0; i < connections; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.socket().setTcpNoDelay(true);
      channel.configureBlocking(false);
      channel.register(load.selector, SelectionKey.OP_READ, new Exchange());
    }
    return load;
  }

  /** Runs for {@code duration}; the answers per second. */
  double run(Duration duration) throws IOException {
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    for (SelectionKey key : selector.keys()) {
      send(key);
    }
    long answers = 0;
    int open = selector.keys().size();
    while (open > 0) {
      selector.select(10_000);
      if (selector.selectedKeys().isEmpty()) {
        throw new IOException("the server went silent");
      }
      boolean over = System.nanoTime() >= end;
      for (SelectionKey key : selector.selectedKeys()) {
        if (receive(key)) {
          answers++;
          if (over) {
            open--;
          } else {
            send(key);
          }
        }
      }
      selector.selectedKeys().clear();
    }
    return answers * 1e9 / (System.nanoTime() - start);
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private void send(SelectionKey key) throws IOException {
    Exchange exchange = (Exchange) key.attachment();
    exchange.out = ByteBuffer.wrap(request());
    exchange.in.clear();
    while (exchange.out.hasRemaining()) {
      ((SocketChannel) key.channel()).write(exchange.out);
    }
  }

  /** Whether the answer is now complete. */
  private static boolean receive(SelectionKey key) throws IOException {
    Exchange exchange = (Exchange) key.attachment();
    if (((SocketChannel) key.channel()).read(exchange.in) < 0) {
      throw new IOException("the server closed a connection");
    }
    return isComplete(exchange.bytes, exchange.in.position());
  }

  private byte[] request() {
    String target = "/v1/kv/bench-" + (10_000 + random.nextInt(KEYS));
    if (!put) {
      return ("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(US_ASCII);
    }
    return ("PUT "
            + target
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: "
            + VALUE_SIZE
            + "\r\n\r\n"
            + "v".repeat(VALUE_SIZE))
        .getBytes(US_ASCII);
  }

  private static boolean isComplete(byte[] bytes, int length) throws IOException {
    if (length >= 12 && bytes[9] != '2') {
      throw new IOException("not a success: " + new String(bytes, 0, length, US_ASCII));
    }
    for (int i = 3; i < length; i++) {
      if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
        return length - i - 1 >= contentLength(bytes, i);
      }
    }
    return false;
  }

  private static int contentLength(byte[] bytes, int end) {
    byte[] name = CONTENT_LENGTH;
    for (int i = 0; i + name.length < end; i++) {
      int n = 0;
      while (n < name.length && (bytes[i + n] | 0x20) == name[n]) {
        n++;
      }
      if (n == name.length) {
        int value = 0;
        for (int d = i + n; bytes[d] != '\r'; d++) {
          if (bytes[d] != ' ') {
            value = value * 10 + bytes[d] - '0';
          }
        }
        return value;
      }
    }
    return 0;
  }

  /** As it looks with the sixth bit of every byte set: line feed and colon change by it too. */
  private static final byte[] CONTENT_LENGTH = lower("\ncontent-length:");

  private static byte[] lower(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] |= 0x20;
    }
    return bytes;
  }
}
