package kv.consistency.report;

import java.io.IOException;
import java.util.List;

/** One self-contained HTML page: a section for each history that was checked. */
public final class Page {
  private Page() {}

  /**
   * @param name of the history
   * @param verdict {@code valid}, {@code invalid} or {@code unknown}
   * @param summary the command's line about it, without the name
   */
  public record Section(String name, String verdict, String summary, Evidence evidence) {}

  public static void write(Appendable out, List<Section> sections) throws IOException {
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">");
    out.append("<title>Consistency check</title></head>\n<body>\n");
    for (Section section : sections) {
      out.append("<section class=\"").append(section.verdict()).append("\">\n<h1>");
      escape(out, section.name());
      out.append("</h1>\n<p>");
      escape(out, section.summary());
      out.append("</p>\n");
      section.evidence().html(out);
      out.append("</section>\n");
    }
    out.append("</body>\n</html>\n");
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
}
