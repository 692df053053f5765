package kv.consistency.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real browser, driven by its DevTools protocol over a WebSocket on the loopback address. Just
 * the few calls that the page's test needs.
 */
final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private int lastId;

  private Chromium(Process process, URI page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Collector(messages))
            .join();
  }

  /** The browser's program, if this machine has one. */
  static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Chromium start(Path program, Path profile) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            program.toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "--window-size=1280,1000",
            "about:blank");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output").toFile())
            .start();
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      Optional<String> page = Optional.empty();
      while (page.isEmpty()) {
        if (System.nanoTime() > deadline || process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new IOException("no browser: " + Files.readString(profile.resolve("output")));
        }
        page = page(profile.resolve("DevToolsActivePort"));
      }
      return new Chromium(process, URI.create(page.get()));
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** The page's debugger, once the browser has written down its port and opened the page. */
  private static Optional<String> page(Path active) throws IOException {
    List<String> lines = Files.exists(active) ? Files.readAllLines(active) : List.of();
    if (lines.size() < 2) {
      return Optional.empty();
    }
    URI list = URI.create("http://127.0.0.1:" + lines.get(0) + "/json/list");
    try (InputStream in = list.toURL().openStream();
        JsonParser json = new JsonFactory().createParser(in)) {
      return field(json, "webSocketDebuggerUrl");
    }
  }

  /** The first field of that name, at any depth. */
  private static Optional<String> field(JsonParser json, String name) throws IOException {
    for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
      if (token == JsonToken.FIELD_NAME && json.currentName().equals(name)) {
        json.nextToken();
        return Optional.of(json.getText());
      }
    }
    return Optional.empty();
  }

  /** Opens a file in the colours asked for, and waits until it is loaded. */
  void open(Path file, boolean dark) throws IOException, InterruptedException {
    call("Page.enable");
    String scheme = dark ? "dark" : "light";
    String media = "[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]";
    callRaw("Emulation.setEmulatedMedia", "{\"features\":" + media + "}");
    go("about:blank"); // Not to take a page for its own next showing.
    go(file.toUri().toString());
  }

  private void go(String address) throws IOException, InterruptedException {
    call("Page.navigate", "url", address);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isLoaded(address)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(address + " is not loaded");
      }
    }
  }

  /** Between two pages there is nothing to evaluate in, which is answered by an error. */
  private boolean isLoaded(String address) throws IOException, InterruptedException {
    String state = "location.href === '" + address + "' ? document.readyState : ''";
    return call("Runtime.evaluate", "expression", state).contains("\"complete\"");
  }

  /** Makes the window that large, so that a screenshot has all of a page. */
  void resize(int width, int height) throws IOException, InterruptedException {
    callRaw(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false}"
            .formatted(width, height));
  }

  /** The value of an expression, as a string. */
  String evaluate(String expression) throws IOException, InterruptedException {
    String answer = call("Runtime.evaluate", "expression", "String(" + expression + ")");
    if (answer.contains("exceptionDetails")) {
      throw new IOException(answer);
    }
    try (JsonParser json = new JsonFactory().createParser(answer)) {
      return field(json, "value").orElseThrow(() -> new IOException(answer));
    }
  }

  void press(String key) throws IOException, InterruptedException {
    call("Input.dispatchKeyEvent", "type", "keyDown", "key", key);
    call("Input.dispatchKeyEvent", "type", "keyUp", "key", key);
  }

  void moveMouse(double x, double y) throws IOException, InterruptedException {
    callRaw(
        "Input.dispatchMouseEvent", "{\"type\":\"mouseMoved\",\"x\":" + x + ",\"y\":" + y + "}");
  }

  void wheel(double x, double y, double deltaY) throws IOException, InterruptedException {
    callRaw(
        "Input.dispatchMouseEvent",
        "{\"type\":\"mouseWheel\",\"x\":%s,\"y\":%s,\"deltaX\":0,\"deltaY\":%s}"
            .formatted(x, y, deltaY));
  }

  void drag(double fromX, double toX, double y) throws IOException, InterruptedException {
    String event =
        "{\"type\":\"%s\",\"x\":%s,\"y\":%s,\"button\":\"left\",\"buttons\":%d,\"clickCount\":1}";
    callRaw("Input.dispatchMouseEvent", event.formatted("mousePressed", fromX, y, 1));
    callRaw("Input.dispatchMouseEvent", event.formatted("mouseMoved", toX, y, 1));
    callRaw("Input.dispatchMouseEvent", event.formatted("mouseReleased", toX, y, 0));
  }

  void screenshot(Path file) throws IOException, InterruptedException {
    String answer = call("Page.captureScreenshot");
    try (JsonParser json = new JsonFactory().createParser(answer)) {
      String data = field(json, "data").orElseThrow(() -> new IOException(answer));
      Files.write(file, Base64.getDecoder().decode(data));
    }
  }

  private String call(String method, String... parameters)
      throws IOException, InterruptedException {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(json)) {
      out.writeStartObject();
      for (int i = 0; i < parameters.length; i += 2) {
        out.writeStringField(parameters[i], parameters[i + 1]);
      }
      out.writeEndObject();
    }
    return callRaw(method, json.toString());
  }

  private String callRaw(String method, String parameters)
      throws IOException, InterruptedException {
    String id = "{\"id\":" + ++lastId + ",";
    socket
        .sendText(id + "\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
        .join();
    while (true) {
      String message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new IOException("no answer to " + method);
      }
      if (message.startsWith(id)) {
        return message;
      }
    }
  }

  /** Asks it to end, since one that is killed leaves files outside its profile. */
  @Override
  public void close() {
    String end = "{\"id\":%d,\"method\":\"Browser.close\"}".formatted(++lastId);
    try {
      socket.sendText(end, true).join();
      process.onExit().completeOnTimeout(process, PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
      socket.abort();
    }
  }

  private static final class Collector implements WebSocket.Listener {
    private final BlockingQueue<String> messages;
    private final StringBuilder partial = new StringBuilder();

    Collector(BlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      partial.append(text);
      if (last) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
