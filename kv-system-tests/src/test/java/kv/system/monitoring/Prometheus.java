package kv.system.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kv.consistency.cluster.DebianProgram;
import kv.consistency.cluster.DebianProgram.Names;
import kv.http.wire.FreePort;

/** A Prometheus that looks at one front end each second. */
final class Prometheus implements AutoCloseable {

  private static final Names NAMES =
      new Names("prometheus", "Prometheus 2.40 or later", "prometheus", "KV_PROMETHEUS");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI base;

  private Prometheus(Process process, URI base) {
    this.process = process;
    this.base = base;
  }

  /**
   * Starts it, and returns once it has looked.
   *
   * @param directory for its files; emptied by nobody
   */
  static Prometheus watching(URI frontEnd, Path directory) throws IOException {
    Path config =
        Files.writeString(
            Files.createDirectories(directory).resolve("prometheus.yml"),
            """
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: kv
                static_configs:
                  - targets: ['%s:%d']
            """
                .formatted(frontEnd.getHost(), frontEnd.getPort()));
    int port = FreePort.find();
    Process process =
        new ProcessBuilder(
                DebianProgram.find(NAMES).toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Prometheus prometheus = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
    try {
      prometheus.awaitAnswer("up == 1");
      return prometheus;
    } catch (RuntimeException | Error e) {
      prometheus.close();
      throw e;
    }
  }

  /**
   * Returns once the query has a result.
   *
   * @throws AssertionError if it never has, or is no query
   */
  void awaitAnswer(String query) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (results(query).isEmpty()) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError("nothing is found by " + query);
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** The values of the series that the query finds; empty too while it does not answer yet. */
  private List<Double> results(String query) {
    String target = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    HttpResponse<String> response;
    try {
      response =
          http.send(HttpRequest.newBuilder(base.resolve(target)).build(), BodyHandlers.ofString());
      if (response.statusCode() == 503) {
        return List.of();
      }
      JsonNode answer = JSON.readTree(response.body());
      if (!answer.path("status").asText().equals("success")) {
        throw new AssertionError(query + ": " + answer.path("error").asText());
      }
      return answer.path("data").path("result").findValues("value").stream()
          .map(value -> value.get(1).asDouble())
          .toList();
    } catch (IOException e) {
      if (process.isAlive()) {
        return List.of();
      }
      throw new AssertionError("Prometheus has ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
