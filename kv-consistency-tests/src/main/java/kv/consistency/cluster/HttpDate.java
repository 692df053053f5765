package kv.consistency.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** What time a server says it is. */
final class HttpDate {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  private HttpDate() {}

  /** By the Date of any answer, which has no fractions: half a second more, for their mean. */
  static Instant of(URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    try {
      HttpResponse<Void> answer = HTTP.send(request, BodyHandlers.discarding());
      String date =
          answer
              .headers()
              .firstValue("Date")
              .orElseThrow(() -> new ClusterException(uri + " answers without a Date"));
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from).plusMillis(500);
    } catch (IOException e) {
      throw new ClusterException("no answer from " + uri, e);
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("asking " + uri, e);
    }
  }
}
