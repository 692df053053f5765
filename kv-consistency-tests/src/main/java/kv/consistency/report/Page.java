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
 * One self-contained HTML page: a section for each history that was checked.
 *
 * <p>A history is hostile input, and may have come from a system that its reader does not trust.
 * Besides escaping, the page's own policy forbids every request and every script but {@code
 * page.js}, by its hash.
 */
public final class Page {
  private Page() {}

  /**
   * A history on the page.
   *
   * @param verdict {@code valid}, {@code invalid} or {@code unknown}
   * @param summary what else the command's line says
   * @param notes what must be said beside it
   */
  public record Section(
      String name, String verdict, String summary, List<String> notes, Evidence evidence) {
    public Section {
      notes = List.copyOf(notes);
    }
  }

  public static void write(Appendable out, List<Section> sections) throws IOException {
    String script = resource("page.js");
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.append("style-src 'unsafe-inline'; img-src data:; script-src 'sha256-");
    out.append(sha256(script)).append("'\">\n<title>Consistency check</title>\n<style>\n");
    out.append(resource("page.css")).append("</style>\n</head>\n<body>\n");
    for (Section section : sections) {
      write(out, section);
    }
    out.append("<script>").append(script).append("</script>\n</body>\n</html>\n");
  }

  private static void write(Appendable out, Section section) throws IOException {
    out.append("<section class=\"").append(section.verdict()).append("\">\n<h1>");
    out.append("<span class=\"verdict\">").append(section.verdict()).append("</span>");
    escape(out, section.name());
    out.append("</h1>\n<p class=\"summary\">");
    escape(out, section.summary());
    out.append("</p>\n");
    for (String note : section.notes()) {
      out.append("<p>");
      escape(out, note);
      out.append("</p>\n");
    }
    section.evidence().html(out);
    out.append("</section>\n");
  }

  /** Appends text so that it is nothing but text, in an element as in a quoted attribute. */
  public static void escape(Appendable out, CharSequence text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + name);
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
