package kv.http.attack;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Requests that are nearly right: each part is mostly right, else drawn from what is nearly so, and
 * one of three has bytes of the whole changed, doubled or lost; one of eight is noise. Writes go to
 * keys of a small number, none of them a witness's, so that the store does not grow.
 */
final class Grammar {

  private static final int KEYS = 500;

  private static final List<String> METHODS =
      List.of(
          "GET",
          "GET",
          "HEAD",
          "PUT",
          "PUT",
          "PUT",
          "DELETE",
          "POST",
          "OPTIONS",
          "PATCH",
          "TRACE",
          "get",
          "PROPFIND",
          "G E T",
          "",
          "PUT\t",
          "X".repeat(300),
          "PRI");
  private static final List<String> VERSIONS =
      List.of(
          "HTTP/1.1",
          "HTTP/1.1",
          "HTTP/1.1",
          "HTTP/1.1",
          "HTTP/1.0",
          "HTTP/2.0",
          "HTTP/0.9",
          "HTTP/1.2",
          "HTTP/9",
          "http/1.1",
          "HTTP /1.1",
          "",
          "HTTP/1.1 x",
          "SHTTP/1.1");
  private static final List<String> PLACES =
      List.of(
          "/v1/kv/",
          "/v1/kv/",
          "/v1/kv/",
          "/v1/kv64/",
          "/v1/kv",
          "/v1/admin/lock",
          "/metrics",
          "/health/ready",
          "/openapi.json",
          "/",
          "",
          "*",
          "//",
          "/v1//kv/",
          "/V1/kv/",
          "/v1/kv/../",
          "http://kv/v1/kv/",
          "kv:80",
          "/WEB-INF/",
          "/v1/kv/%2e%2e/",
          "/v1/kv;x=y/",
          "/%00/");
  private static final List<String> QUERIES =
      List.of(
          "",
          "",
          "",
          "?",
          "?ttl=1s",
          "?ttl=-1",
          "?ttl=99999999999999999999d",
          "?ttl=1&ttl=2",
          "?lock-wait=0",
          "?prefix=fuzz/",
          "?limit=1",
          "?limit=0",
          "?limit=x",
          "?values=true&limit=3",
          "?cursor=AAAA",
          "?cursor=%",
          "?prefix64=_",
          "?delimiter=/",
          "?a=b",
          "?%zz",
          "?\0",
          "?ttl");
  private static final List<String> FIELDS =
      List.of(
          "Host: kv",
          "Host: kv",
          "Host:",
          "Host: a b",
          "Host: kv:99999",
          "Host: [::1",
          "Content-Length: 3",
          "Content-Length: 3",
          "Content-Length: -1",
          "Content-Length: +3",
          "Content-Length: 3, 3",
          "Content-Length: 3, 4",
          "Content-Length: 99999999999999999999",
          "Content-Length: 0x3",
          "Content-Length: 1048577",
          "Content-Length :3",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: identity",
          "Transfer-Encoding:\u000bchunked",
          "Transfer-Encoding: xchunked",
          "TE: trailers",
          "Transfer-encoding: Chunked",
          " Transfer-Encoding: chunked",
          "Expect: 100-continue",
          "Expect: x",
          "If-Match: *",
          "If-Match: \"",
          "If-Match: \"a\", W/\"b\",",
          "If-None-Match: *",
          "If-None-Match: x",
          "If-Modified-Since: yesterday",
          "If-Unmodified-Since: 1",
          "Content-Type: text/plain",
          "Content-Type: x",
          "Content-Type: \u00e9/\u00e9",
          "Content-Encoding: gzip",
          "Content-Range: bytes 0-1/2",
          "Range: bytes=0-,1-,2-",
          "Connection: close",
          "Connection: keep-alive, x",
          "Connection: Content-Length",
          "Upgrade: h2c",
          "HTTP2-Settings: x",
          "X-Request-Id: \u0007",
          "X-Forwarded-For: 1.2.3.4",
          "Accept-Encoding: gzip",
          "Accept: \u0000",
          "Cookie: a=b; =; ,",
          "A: " + "b".repeat(9_000),
          "folded: a\r\n b",
          "\u0000: x",
          ": x",
          "no colon",
          "a\rb: c",
          "Trailer: X");
  private static final List<String> ENDS =
      List.of("\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n", "\n\r");
  private static final List<String> BODIES =
      List.of(
          "",
          "abc",
          "abc",
          "3\r\nabc\r\n0\r\n\r\n",
          "3;x=y\r\nabc\r\n0\r\nT: x\r\n\r\n",
          "fffffffffffffffff\r\nabc",
          "-3\r\nabc\r\n0\r\n\r\n",
          "3\nabc\n0\n\n",
          "0\r\n\r\n",
          "3\r\nabcd\r\n0\r\n\r\n",
          "0x3\r\nabc\r\n0\r\n\r\n",
          "3 \r\nabc\r\n0\r\n\r\n",
          "x\r\n");

  private final RandomGenerator random;

  Grammar(RandomGenerator random) {
    this.random = random;
  }

  /** One request, or what stands for one. */
  byte[] next() {
    byte[] request = random.nextInt(8) == 0 ? noise() : Wire.bytes(sentence());
    return random.nextInt(3) == 0 ? mutated(request) : request;
  }

  private String sentence() {
    StringBuilder text = new StringBuilder();
    text.append(mostly(METHODS, 7)).append(' ').append(mostly(PLACES, 6));
    if (random.nextInt(4) > 0) {
      text.append("fuzz/").append(random.nextInt(KEYS));
    }
    text.append(mostly(QUERIES, 3)).append(' ').append(mostly(VERSIONS, 4)).append(end());
    text.append(mostly(FIELDS, 2)).append(end());
    if (random.nextBoolean()) {
      text.append("Content-Length: 3").append(end());
    }
    for (int fields = random.nextInt(3); fields > 0; fields--) {
      text.append(any(FIELDS)).append(end());
    }
    return text.append(end()).append(mostly(BODIES, 3)).toString();
  }

  private String end() {
    return random.nextInt(30) == 0 ? any(ENDS) : ENDS.get(0);
  }

  /** Nine times of ten one of the first, which are right. */
  private String mostly(List<String> choices, int right) {
    return random.nextInt(10) == 0 ? any(choices) : choices.get(random.nextInt(right));
  }

  private byte[] noise() {
    byte[] noise = new byte[1 + random.nextInt(200)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] mutated(byte[] request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(request.length + 16);
    int often = 1 + random.nextInt(Math.max(1, request.length));
    for (byte b : request) {
      switch (random.nextInt(often + 3)) {
        case 0 -> out.write(random.nextInt(256));
        case 1 -> {
          out.write(b);
          out.write(b);
        }
        case 2 -> {}
        default -> out.write(b);
      }
    }
    return out.toByteArray();
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
