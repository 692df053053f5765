package kv.http.attack;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kv.http.wire.Attackable;

/**
 * Requests with one thing wrong each: paths that try to leave where they belong, floods of header
 * fields, bodies that say they are compressed or that never end. Nothing may come of them but a
 * refusal; nothing of the server's own may be told.
 */
final class Malformed implements Attack {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String FROM = "127.67.0.1";

  private static final List<String> PATHS =
      List.of(
          "/WEB-INF/web.xml",
          "/web-inf/web.xml",
          "/WEB-INF/lib/",
          "/META-INF/MANIFEST.MF",
          "/v1/../WEB-INF/web.xml",
          "/v1/%2e%2e/WEB-INF/web.xml",
          "/v1/..;/WEB-INF/web.xml",
          "/;/WEB-INF/web.xml",
          "/%57EB-INF/web.xml",
          "/WEB-INF%2fweb.xml",
          "//WEB-INF/web.xml",
          "/./WEB-INF/web.xml",
          "/\\WEB-INF\\web.xml",
          "/WEB-INF/web.xml%00.txt",
          "/..%c0%af..%c0%afetc/passwd",
          "/../../../../etc/passwd",
          "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
          "/..%252f..%252fetc/passwd",
          "/..\\..\\..\\etc\\passwd",
          "file:///etc/passwd",
          "/WEB-INF/problem",
          "/WEB-INF/classes/kv/http/server/KvServer.class");

  private static final List<String> SECRETS =
      List.of("<web-app", "<listener", "root:", "Manifest-Version", "\u00ca\u00fe\u00ba\u00be");

  @Override
  public void run(Attackable target, Extent extent, Tally tally) throws Exception {
    long end = System.nanoTime() + extent.duration().toNanos();
    do {
      paths(target, tally);
      fields(target, tally);
      bombs(target, tally);
    } while (System.nanoTime() < end);
  }

  private static void paths(Attackable target, Tally tally) throws IOException {
    for (String path : PATHS) {
      for (String method : List.of("GET", "PUT", "DELETE")) {
        String request = method + " " + path + " HTTP/1.1\r\nHost: kv\r\nContent-Length: 0\r\n\r\n";
        Optional<Wire.Answer> answer = answer(target, request, tally);
        if (answer.isPresent()) {
          String body = answer.get().body();
          if (answer.get().status() < 300) {
            tally.wrong("%s %s was answered %d".formatted(method, path, answer.get().status()));
          }
          SECRETS.stream().filter(body::contains).forEach(s -> tally.wrong(path + " told " + s));
        }
      }
    }
  }

  private static void fields(Attackable target, Tally tally) throws IOException {
    String start = "GET /v1/kv/a HTTP/1.1\r\nHost: kv\r\n";
    refused(target, start + "X: y\r\n".repeat(50_000) + "\r\n", "50,000 fields", tally);
    refused(target, start + "X: " + "y".repeat(1 << 20) + "\r\n\r\n", "a field of 1 MiB", tally);
    refused(target, start + "y".repeat(1 << 20) + ": x\r\n\r\n", "a name of 1 MiB", tally);
    refused(target, "GET /v1/kv/" + "y".repeat(1 << 20) + " HTTP/1.1\r\n\r\n", "a target", tally);
    refused(target, start + "Cookie: " + "a=b; ".repeat(20_000) + "\r\n\r\n", "cookies", tally);
    try (Wire wire = new Wire(FROM, target.port(), PATIENCE)) {
      wire.send(start);
      int sent = 0;
      while (wire.send("X-Another-One: and another one\r\n".repeat(100))) {
        if (++sent > 20_000) {
          tally.wrong("64 MB of header fields were taken");
          break;
        }
      }
      wire.drain(tally);
    }
  }

  private static void bombs(Attackable target, Tally tally) throws IOException {
    String path = "PUT /v1/kv/bomb HTTP/1.1\r\nHost: kv\r\n";
    for (String coding : List.of("gzip", "deflate", "br", "gzip, gzip", "x-gzip", "zstd")) {
      String request =
          path + "Content-Encoding: " + coding + "\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\0";
      refused(target, request, "a body coded with " + coding, tally);
    }
    refused(target, path + "Content-Length: 1099511627776\r\n\r\n", "a body of 1 TiB", tally);
    String te = "Transfer-Encoding: gzip, chunked\r\n\r\n4\r\n\u001f\u008b\b\0\r\n0\r\n\r\n";
    refused(target, path + te, "a gzip transfer coding", tally);
    try (Wire wire = new Wire(FROM, target.port(), PATIENCE)) {
      wire.send(path + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "10000\r\n" + "\0".repeat(0x10000) + "\r\n";
      int sent = 0;
      while (wire.send(chunk) && sent < 2_000) {
        sent++;
      }
      if (sent == 2_000) {
        tally.wrong("125 MB of one body were taken");
      }
      wire.drain(tally);
    }
    Optional<Wire.Answer> kept =
        answer(target, "GET /v1/kv/bomb HTTP/1.1\r\nHost: kv\r\n\r\n", tally);
    if (kept.isPresent() && kept.get().status() != 404) {
      tally.wrong("a refused body was stored");
    }
  }

  private static void refused(Attackable target, String request, String what, Tally tally)
      throws IOException {
    answer(target, request, tally)
        .filter(answer -> answer.status() < 400)
        .ifPresent(answer -> tally.wrong(what + " was answered " + answer.status()));
  }

  private static Optional<Wire.Answer> answer(Attackable target, String request, Tally tally)
      throws IOException {
    try (Wire wire = new Wire(FROM, target.port(), PATIENCE)) {
      tally.count("requests");
      wire.send(request);
      wire.end();
      Optional<Wire.Answer> answer = wire.answer();
      answer.ifPresentOrElse(a -> tally.status(a.status()), () -> tally.count("closed"));
      return answer;
    } catch (SocketTimeoutException e) {
      tally.wrong("no answer within " + PATIENCE);
      return Optional.empty();
    }
  }
}
