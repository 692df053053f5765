package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Requests to one front end, by paths below its context that are sent as they stand. HTTP/1.1, no
 * redirects. The JDK's client sends a GET or HEAD again over a connection that broke, and nothing
 * else (see the flags of the failsafe plugin).
 */
final class Http {

  private final URI base;
  private final HttpClient client;
  private final List<String> always;

  Http(FrontEnd frontEnd) {
    this(frontEnd.base(), client().build(), List.of());
  }

  /** Over TLS. */
  Http(FrontEnd frontEnd, SSLContext tls) {
    this(frontEnd.base(), client().sslContext(tls).build(), List.of());
  }

  private Http(URI base, HttpClient client, List<String> always) {
    this.base = base;
    this.client = client;
    this.always = always;
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofMinutes(1));
  }

  /** The same with a bearer token in each request. */
  Http bearing(String token) {
    return new Http(base, client, List.of("Authorization", "Bearer " + token));
  }

  HttpResponse<byte[]> get(String target, String... fields) {
    return send("GET", target, BodyPublishers.noBody(), fields);
  }

  HttpResponse<byte[]> head(String target, String... fields) {
    return send("HEAD", target, BodyPublishers.noBody(), fields);
  }

  HttpResponse<byte[]> put(String target, byte[] value, String... fields) {
    return send("PUT", target, BodyPublishers.ofByteArray(value), fields);
  }

  HttpResponse<byte[]> put(String target, String value, String... fields) {
    return put(target, value.getBytes(StandardCharsets.UTF_8), fields);
  }

  HttpResponse<byte[]> delete(String target, String... fields) {
    return send("DELETE", target, BodyPublishers.noBody(), fields);
  }

  /**
   * Sends one request.
   *
   * @param fields names and values in turn
   */
  HttpResponse<byte[]> send(String method, String target, BodyPublisher body, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + target))
            .method(method, body)
            .timeout(Duration.ofMinutes(2));
    if (fields.length > 0) {
      request.headers(fields);
    }
    if (!always.isEmpty()) {
      request.headers(always.toArray(String[]::new));
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(method + " " + target + " got no answer: " + e, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The path of any key in its base64url form. */
  static String path64(byte[] key) {
    return "/v1/kv64/" + base64url(key);
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static String field(HttpResponse<byte[]> response, String name) {
    return response
        .headers()
        .firstValue(name)
        .orElseThrow(() -> new AssertionError("no " + name + " in " + response.headers().map()));
  }

  static String etag(HttpResponse<byte[]> response) {
    return field(response, "ETag");
  }

  /** A problem document (RFC 9457) of that status, which says that nothing was applied. */
  static void assertNotApplied(int status, HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    assertThat(field(response, "Kv-Outcome")).isEqualTo("not-applied");
    assertThat(field(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(field(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    if (!response.request().method().equals("HEAD")) {
      assertProblem(status, text(response));
    }
  }

  /** The text of a problem document. */
  static void assertProblem(int status, String json) {
    assertThat(Json.object(json.getBytes(StandardCharsets.UTF_8)))
        .containsEntry("status", status)
        .containsEntry("outcome", "not-applied")
        .containsEntry("type", "about:blank")
        .containsKeys("title", "detail");
    assertThat(json).doesNotContain("Exception", "\\tat ", ".java:");
  }
}
