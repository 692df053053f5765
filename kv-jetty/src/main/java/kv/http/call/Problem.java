package kv.http.call;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import kv.spi.Bytes;
import kv.spi.NotAppliedException;
import kv.spi.Outcome;

/** Error answers: {@code application/problem+json} (RFC 9457) with the member {@code outcome}. */
public final class Problem {

  /** The reason phrases of RFC 9110, RFC 4918 and RFC 6585 for the statuses that are used. */
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(406, "Not Acceptable"),
          Map.entry(408, "Request Timeout"),
          Map.entry(411, "Length Required"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(413, "Content Too Large"),
          Map.entry(414, "URI Too Long"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(417, "Expectation Failed"),
          Map.entry(423, "Locked"),
          Map.entry(426, "Upgrade Required"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"),
          Map.entry(505, "HTTP Version Not Supported"),
          Map.entry(507, "Insufficient Storage"));

  private Problem() {}

  /** A problem whose call certainly had no effect. */
  public static Reply notApplied(int status, String detail) {
    return reply(status, Outcome.NOT_APPLIED, detail);
  }

  /** A problem after which the write may or may not take effect. */
  public static Reply unknown(String detail) {
    return reply(504, Outcome.UNKNOWN, detail);
  }

  /**
   * The server's own failure, somewhere around a call: nobody knows whether a write had been
   * applied by then.
   */
  public static Reply failed(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS" -> notApplied(500, "the server failed for a reason of its own");
      default -> unknown("the server failed for a reason of its own; the write may be applied");
    };
  }

  static Reply of(NotAppliedException e) {
    int status =
        switch (e.reason()) {
          case INVALID -> 400;
          case TOO_LARGE -> 413;
          case NOT_OFFERED -> 501;
          case LOCKED -> 423;
          case OVERLOADED, UNAVAILABLE -> 503;
        };
    Reply reply = notApplied(status, String.valueOf(e.getMessage()));
    if (status != 423 && status != 503) {
      return reply;
    }
    long seconds = e.retryAfter().map(delay -> delay.plusNanos(999_999_999).toSeconds()).orElse(1L);
    return reply.with("Retry-After", Long.toString(Math.max(1, seconds)));
  }

  private static Reply reply(int status, Outcome outcome, String detail) {
    String title = TITLES.getOrDefault(status, "Error");
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", "about:blank");
      json.writeStringField("title", title);
      json.writeNumberField("status", status);
      json.writeStringField("detail", detail);
      json.writeStringField("outcome", outcome.word());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.of(
        status,
        outcome,
        Bytes.wrap(out.toByteArray()),
        new Reply.Header("Content-Type", "application/problem+json"),
        new Reply.Header("Kv-Outcome", outcome.word()),
        new Reply.Header("X-Content-Type-Options", "nosniff"),
        new Reply.Header("Cache-Control", "no-store"));
  }
}
