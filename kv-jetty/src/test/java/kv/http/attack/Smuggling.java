package kv.http.attack;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kv.http.wire.Attackable;

/**
 * Messages of which two parties may think differently where they end, each with a write hidden
 * behind the end that one of them sees. A server alone can't be smuggled past, but it must not take
 * part: the hidden write must never be done, whichever way it reads the message.
 */
final class Smuggling implements Attack {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String FROM = "127.68.0.1";

  /**
   * In each, {@code %L} is the length of all that follows the head, {@code %H} the hidden write.
   */
  private static final List<String> MESSAGES =
      List.of(
          "Content-Length: %L\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding: chunked\r\nContent-Length: %L\r\n\r\n0\r\n\r\n%H",
          "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%H",
          "Content-Length: %L\r\nContent-Length: 0\r\n\r\n%H",
          "Content-Length: 0\r\nContent-Length: %L\r\n\r\n%H",
          "Content-Length: 0, %L\r\n\r\n%H",
          "Content-Length: +0\r\n\r\n%H",
          "Content-Length: -0\r\n\r\n%H",
          "Content-Length: 0x0\r\n\r\n%H",
          "Content-Length: 0 0\r\n\r\n%H",
          "Content-Length:\r\n\r\n%H",
          "Content-Length : %L\r\n\r\n%H",
          "Transfer-Encoding : chunked\r\nContent-Length: %L\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding: xchunked\r\nContent-Length: %L\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding: \"chunked\"\r\nContent-Length: %L\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding:\u000bchunked\r\nContent-Length: %L\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding: chunked\u0000\r\nContent-Length: %L\r\n\r\n0\r\n\r\n%H",
          "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n%H",
          "Transfer-Encoding: chunked\r\n\r\n-0\r\n\r\n%H",
          "Transfer-Encoding: chunked\r\n\r\n100000000000000000\r\n\r\n%H",
          "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\r\n0\r\n\r\n%H",
          "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n%H",
          "X: y\u0000\r\nContent-Length: %L\r\nContent-Length: 1\r\n\r\n%H");

  @Override
  public void run(Attackable target, Extent extent, Tally tally) throws Exception {
    long end = System.nanoTime() + extent.duration().toNanos();
    Pace pace = new Pace(extent.rate());
    int number = 0;
    do {
      for (String message : MESSAGES) {
        for (String version : List.of("HTTP/1.1", "HTTP/1.0")) {
          pace.await();
          one(target, message, version, "smuggled-" + number++, tally);
        }
      }
    } while (System.nanoTime() < end);
  }

  private static void one(
      Attackable target, String message, String version, String key, Tally tally)
      throws IOException {
    String hidden = "PUT /v1/kv/" + key + " HTTP/1.1\r\nHost: kv\r\nContent-Length: 1\r\n\r\n1";
    int head = message.indexOf("\r\n\r\n") + 4;
    String rest = message.substring(head).replace("%H", hidden);
    String request =
        "PUT /v1/kv/outer %s\r\nHost: kv\r\nConnection: keep-alive\r\n".formatted(version)
            + message.substring(0, head).replace("%L", Integer.toString(rest.length()))
            + rest;
    tally.count("requests");
    try (Wire wire = new Wire(FROM, target.port(), PATIENCE)) {
      wire.send(request);
      wire.end();
      wire.drain(tally);
    } catch (SocketTimeoutException e) {
      tally.wrong("no answer and no end within " + PATIENCE);
    }
    try (Wire wire = new Wire(FROM, target.port(), PATIENCE)) {
      wire.send("GET /v1/kv/" + key + " HTTP/1.1\r\nHost: kv\r\n\r\n");
      Optional<Wire.Answer> kept = wire.answer();
      if (kept.isEmpty() || kept.get().status() != 404) {
        tally.wrong("smuggled: " + version + " " + message.replaceAll("[^ -~]+", "|"));
      }
    }
  }
}
