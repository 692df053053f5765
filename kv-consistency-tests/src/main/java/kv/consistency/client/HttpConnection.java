package kv.consistency.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a front end, opened when it is needed. The library's layer of messages is used
 * and not its client, since nothing below this class may send a call twice (decision 100).
 */
final class HttpConnection implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final long IDLE_NANOS = Duration.ofMillis(500).toNanos();

  private final URI base;
  private final Duration patience;
  private final HttpRequestExecutor executor = new HttpRequestExecutor();
  private @Nullable HttpClientConnection connection;
  private long lastUsed;

  /**
   * @param patience with an answer, after which the call's end is unknown
   */
  HttpConnection(URI base, Duration patience) {
    this.base = base;
    this.patience = patience;
  }

  /**
   * Sends a request, once.
   *
   * @throws NotSentException if nothing was sent
   * @throws IOException if it is not known what became of it
   */
  Answer send(ClassicHttpRequest request) throws IOException {
    request.setHeader("Host", base.getAuthority());
    HttpClientConnection open = open();
    boolean keep = false;
    try (ClassicHttpResponse response = executor.execute(request, open, HttpCoreContext.create())) {
      HttpEntity entity = response.getEntity();
      byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
      keep = !isClosing(response);
      lastUsed = System.nanoTime();
      return new Answer(
          response.getCode(),
          field(response, "ETag"),
          field(response, "Kv-Outcome"),
          Answer.text(body == null ? new byte[0] : body));
    } catch (HttpException e) {
      throw new IOException("no answer by the rules of HTTP: " + e.getMessage(), e);
    } finally {
      if (!keep) {
        close();
      }
    }
  }

  private static boolean isClosing(ClassicHttpResponse response) {
    return field(response, "Connection").filter("close"::equalsIgnoreCase).isPresent();
  }

  private static Optional<String> field(ClassicHttpResponse response, String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }

  /** An idle connection that the other end has closed is not used again: nothing was sent on it. */
  private HttpClientConnection open() throws NotSentException {
    HttpClientConnection current = connection;
    try {
      boolean idle = System.nanoTime() - lastUsed > IDLE_NANOS;
      // To look for the other end's close takes a millisecond, which is more than most calls.
      if (current != null && current.isOpen() && !(idle && current.isStale())) {
        return current;
      }
      close();
      current = connect();
      connection = current;
      return current;
    } catch (IOException e) {
      throw new NotSentException(e);
    }
  }

  private HttpClientConnection connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(base.getHost(), base.getPort()), (int) CONNECT.toMillis());
      socket.setTcpNoDelay(true);
      HttpClientConnection made =
          DefaultBHttpClientConnectionFactory.builder().build().createConnection(socket);
      made.setSocketTimeout(Timeout.of(patience));
      return made;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() {
    HttpClientConnection current = connection;
    connection = null;
    if (current != null) {
      current.close(CloseMode.IMMEDIATE);
    }
  }
}
