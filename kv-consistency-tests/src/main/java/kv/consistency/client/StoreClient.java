package kv.consistency.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * A client of one front end, for one thread. Every method sends one request, once, and throws an
 * {@link IOException} where it is not known what became of it, a {@link NotSentException} where
 * nothing was sent. Keys are of letters, digits, {@code -} and {@code /}.
 */
public final class StoreClient implements AutoCloseable {
  private final HttpConnection connection;

  /** A precondition of a write. */
  public enum Condition {
    NONE,
    /** That there is no value. */
    ABSENT,
    /** That the value is of the version given. */
    VERSION
  }

  /**
   * @param base as in {@code http://127.0.0.1:8080}
   * @param patience with an answer
   */
  public StoreClient(URI base, Duration patience) {
    this.connection = new HttpConnection(base, patience);
  }

  public Answer get(String key) throws IOException {
    return connection.send(request("GET", path(key)));
  }

  public Answer put(String key, String value) throws IOException {
    return put(key, value, "", Condition.NONE, "");
  }

  /** Where there is no value yet. */
  public Answer putIfAbsent(String key, String value) throws IOException {
    return put(key, value, "", Condition.ABSENT, "");
  }

  /**
   * @param etag of the value to replace, as it came
   */
  public Answer putIfMatch(String key, String value, String etag) throws IOException {
    return put(key, value, "", Condition.VERSION, etag);
  }

  public Answer putWithTimeToLive(String key, String value, Duration timeToLive)
      throws IOException {
    return put(key, value, "?ttl=" + timeToLive.toMillis() + "ms", Condition.NONE, "");
  }

  private Answer put(String key, String value, String query, Condition condition, String etag)
      throws IOException {
    ClassicHttpRequest request = request("PUT", path(key) + query);
    switch (condition) {
      case ABSENT -> request.setHeader("If-None-Match", "*");
      case VERSION -> request.setHeader("If-Match", etag);
      case NONE -> {}
    }
    StringEntity body = new StringEntity(value, ContentType.TEXT_PLAIN);
    request.setEntity(body);
    request.setHeader("Content-Type", body.getContentType());
    request.setHeader("Content-Length", Long.toString(body.getContentLength()));
    return connection.send(request);
  }

  public Answer delete(String key) throws IOException {
    return connection.send(request("DELETE", path(key)));
  }

  /**
   * @param cursor of the page before
   */
  public Answer list(String prefix, int limit, Optional<String> cursor) throws IOException {
    String more = cursor.map(text -> "&cursor=" + encoded(text)).orElse("");
    return connection.send(
        request("GET", "/v1/kv?prefix=" + encoded(prefix) + "&limit=" + limit + more));
  }

  /** Takes, or renews, the lock of the whole store. */
  public Answer lockStore(String owner, Duration lease, Duration wait) throws IOException {
    return connection.send(
        request(
            "POST",
            "/v1/admin/lock?owner=%s&lease=%dms&lock-wait=%dms"
                .formatted(encoded(owner), lease.toMillis(), wait.toMillis())));
  }

  public Answer unlockStore(String owner) throws IOException {
    return connection.send(request("DELETE", "/v1/admin/lock?owner=" + encoded(owner)));
  }

  /** Whether the front end is ready to serve. */
  public boolean isReady() {
    try {
      return connection.send(request("GET", "/health/ready")).isSuccess();
    } catch (IOException e) {
      return false;
    }
  }

  private static ClassicHttpRequest request(String method, String target) {
    return new BasicClassicHttpRequest(method, target);
  }

  private static String path(String key) {
    return "/v1/kv/" + key;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    connection.close();
  }
}
