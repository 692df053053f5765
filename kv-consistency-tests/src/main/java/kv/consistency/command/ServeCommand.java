package kv.consistency.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import kv.consistency.report.RunsPage;
import kv.consistency.run.RunDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kv-consistency serve}: a page of all runs, on this machine only. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves a page that lists all runs in a directory, at 127.0.0.1, until Ctrl-C.")
final class ServeCommand implements Callable<Integer> {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "json", "application/json",
          "xml", "application/xml");

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "The directory of runs (default: runs).",
      arity = "0..1")
  private Path directory = Path.of("runs");

  @Option(names = "--port", paramLabel = "N", defaultValue = "0", description = "0: any (default).")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var commandLine = Objects.requireNonNull(spec, "picocli sets it").commandLine();
    if (!Files.isDirectory(directory)) {
      commandLine.getErr().println(directory + " is no directory");
      return ExitCode.UNREADABLE.code();
    }
    HttpServer server = start(directory, port);
    commandLine.getOut().println("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    commandLine.getOut().flush();
    new CountDownLatch(1).await();
    return ExitCode.VALID.code();
  }

  static HttpServer start(Path directory, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    Path root = directory.toRealPath();
    server.createContext("/", exchange -> answer(root, exchange));
    server.start();
    return server;
  }

  private static void answer(Path root, HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/")) {
        send(
            exchange,
            200,
            "text/html; charset=utf-8",
            index(root).getBytes(StandardCharsets.UTF_8));
        return;
      }
      Path file = root.resolve(path.substring(1)).normalize();
      if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(root)) {
        send(exchange, 404, "text/plain", "no such file".getBytes(StandardCharsets.UTF_8));
        return;
      }
      String name = file.getFileName().toString();
      String type =
          TYPES.getOrDefault(
              name.substring(name.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
      send(exchange, 200, type, Files.readAllBytes(file));
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static String index(Path root) throws IOException {
    List<RunsPage.Row> rows = new ArrayList<>();
    for (RunDirectory run : RunDirectory.below(root)) {
      run.row().ifPresent(rows::add);
    }
    StringWriter page = new StringWriter();
    RunsPage.write(page, rows);
    return page.toString();
  }
}
