package kv.consistency.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import kv.consistency.recording.Caller;
import kv.consistency.recording.Recording;
import kv.consistency.workload.Workload.Load;
import kv.consistency.workload.Workload.Setup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the workload sends, to a store of one value that says what it is told to. */
class RegisterWorkloadTest {
  private static final String ANY_ABSENT = "*";
  private static final String TAG = "\"7\"";
  private static final int ENOUGH = 120;

  @TempDir private Path directory;

  private final List<String> expected = new CopyOnWriteArrayList<>();
  private volatile boolean passes;
  private HttpServer store;

  @BeforeEach
  void start() throws IOException {
    store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext("/", this::answer);
    store.start();
  }

  @AfterEach
  void stop() {
    store.stop(0);
  }

  @Test
  void a_compare_and_set_that_passes_leaves_what_was_read_to_start_from() throws IOException {
    passes = true;
    run();

    assertThat(afterTheFirstRead()).containsOnly(TAG);
  }

  @Test
  void after_the_latest_read_was_refuted_absence_is_expected_until_the_next_read()
      throws IOException {
    passes = false;
    run();

    assertThat(afterTheFirstRead()).contains(TAG, ANY_ABSENT);
  }

  private List<String> afterTheFirstRead() {
    return expected.subList(expected.indexOf(TAG), expected.size());
  }

  private void run() throws IOException {
    URI base = URI.create("http://127.0.0.1:" + store.getAddress().getPort());
    Load load = new RegisterWorkload().load(new Setup("run/", true, 1, Integer.MAX_VALUE));
    SplittableRandom random = new SplittableRandom(1);
    try (Recording recording = Recording.to(directory.resolve("history.jsonl"), System::nanoTime);
        Caller caller = new Caller(recording, base, Duration.ofSeconds(30))) {
      for (int i = 0; i < ENOUGH; i++) {
        load.step(caller, random);
      }
    }
  }

  /** Every read finds the value, and no delete says that it is absent. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Optional<String> condition =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-Match"))
              .or(
                  () ->
                      Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-None-Match")));
      condition.ifPresent(expected::add);
      exchange.getResponseHeaders().set("ETag", TAG);
      if (exchange.getRequestMethod().equals("GET")) {
        byte[] value = "1".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, value.length);
        exchange.getResponseBody().write(value);
      } else {
        exchange.sendResponseHeaders(condition.isPresent() && !passes ? 412 : 204, -1);
      }
    }
  }
}
