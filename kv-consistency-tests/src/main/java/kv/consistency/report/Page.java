package kv.consistency.report;

import java.io.IOException;
import java.util.List;

/**
 * One self-contained HTML page: a section for each history that was checked.
 *
 * <p>A history is hostile input, and may have come from a system that its reader does not trust.
 * Besides escaping, the page's own policy forbids every request and every script but {@code
 * page.js} ({@link SelfContained}).
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
    SelfContained page =
        new SelfContained(
            "Consistency check",
            List.of(SelfContained.resource("page.css")),
            List.of(SelfContained.resource("page.js")));
    page.begin(out);
    for (Section section : sections) {
      write(out, section);
    }
    page.end(out);
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
}
