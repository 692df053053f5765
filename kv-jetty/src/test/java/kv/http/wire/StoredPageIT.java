package kv.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that somebody stored, opened in a real browser: it must not act for who opens it. */
final class StoredPageIT {

  private static final String MARK = "the-script-ran";

  private static final String HTML =
      """
      <!DOCTYPE html><html><body><p>stored</p>
      <script>document.body.append('the-script-' + 'ran'); fetch('%1$s', {method: 'PUT', body: '1'});</script>
      <img src="data:," onerror="document.body.append('the-script-' + 'ran')">
      <img src="%1$s?by=image">
      </body></html>
      """;

  private static final String SVG =
      """
      <svg xmlns="http://www.w3.org/2000/svg"><text>stored</text>
      <script>document.documentElement.append('the-script-' + 'ran'); fetch('%1$s', {method: 'PUT', body: '1'});</script>
      </svg>
      """;

  @TempDir private Path temporary;
  private Path browser = Path.of("unset");

  @BeforeEach
  void find() {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .flatMap(
                folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "no Chromium here");
    browser = found.orElseThrow();
  }

  @Test
  void a_stored_page_runs_no_script_and_asks_for_nothing() throws Exception {
    try (FrontEnd frontEnd = FrontEnd.standalone("page", temporary, Map.of())) {
      Http http = new Http(frontEnd);
      http.put("/v1/kv/html", HTML.formatted("/v1/kv/acted"), "Content-Type", "text/html");
      http.put("/v1/kv/svg", SVG.formatted("/v1/kv/acted"), "Content-Type", "image/svg+xml");
      http.put("/v1/kv/text", HTML.formatted("/v1/kv/acted"), "Content-Type", "text/plain");
      for (String key : List.of("html", "svg", "text")) {
        String page = dom(frontEnd.base() + "/v1/kv/" + key);
        assertThat(page).as(key).contains("stored").doesNotContain(MARK);
      }
      assertThat(dom(frontEnd.base() + "/v1/kv/text"))
          .as("text is shown as text, not taken for a page")
          .contains("&lt;script&gt;");
      assertThat(http.get("/v1/kv/acted").statusCode()).isEqualTo(404);
      assertThat(frontEnd.process().lines()).noneMatch(line -> line.contains("by=image"));
    }
  }

  /** The same pages without the store's fields do what they can: so the test above can fail. */
  @Test
  void the_same_page_of_another_server_does_act() throws Exception {
    AtomicBoolean acted = new AtomicBoolean();
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    other.createContext(
        "/",
        exchange -> {
          boolean svg = exchange.getRequestURI().getPath().equals("/svg");
          byte[] body = (svg ? SVG : HTML).formatted("/acted").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", svg ? "image/svg+xml" : "text/html");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    other.createContext(
        "/acted",
        exchange -> {
          acted.compareAndSet(false, exchange.getRequestMethod().equals("PUT"));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    other.start();
    try {
      String base = "http://127.0.0.1:" + other.getAddress().getPort();
      assertThat(dom(base + "/html")).contains(MARK);
      assertThat(dom(base + "/svg")).contains(MARK);
      assertThat(acted).isTrue();
    } finally {
      other.stop(0);
    }
  }

  /** The document as the browser has it once it has loaded. */
  private String dom(String url) throws IOException, InterruptedException {
    Path out = Files.createTempFile(temporary, "dom", ".html");
    Path profile = Files.createTempDirectory(temporary, "profile");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--virtual-time-budget=2000",
                "--dump-dom",
                url)
            .redirectOutput(out.toFile())
            .redirectError(profile.resolve("errors").toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the browser ends").isTrue();
      return Files.readString(out);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
  }
}
