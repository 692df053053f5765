package kv.consistency.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * What is around the content of an HTML page that needs no other file. Its own policy forbids every
 * request and every script but those given, by their hashes: content that comes from a history is
 * hostile, and escaping it is only the first line of defence.
 *
 * @param styles style sheets, inlined in this order
 * @param scripts scripts, inlined in this order after the content
 */
record SelfContained(String title, List<String> styles, List<String> scripts) {

  void begin(Appendable out) throws IOException {
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.append("style-src 'unsafe-inline'; img-src data:; script-src");
    for (String script : scripts) {
      out.append(" 'sha256-").append(sha256(script)).append('\'');
    }
    out.append(scripts.isEmpty() ? " 'none'" : "").append("\">\n<title>");
    Page.escape(out, title);
    out.append("</title>\n<style>\n");
    for (String style : styles) {
      out.append(style);
    }
    out.append("</style>\n</head>\n<body>\n");
  }

  void end(Appendable out) throws IOException {
    for (String script : scripts) {
      out.append("<script>").append(script).append("</script>\n");
    }
    out.append("</body>\n</html>\n");
  }

  /** A resource of this package, or of another jar if the name is absolute. */
  static String resource(String name) {
    try (InputStream in = SelfContained.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
