package kv.consistency.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The markup that reports of runs share; all text that is passed in is escaped. */
final class Html {
  private final Appendable out;

  Html(Appendable out) {
    this.out = out;
  }

  /** Markup as it is: never what comes from a run. */
  Html raw(String markup) throws IOException {
    out.append(markup);
    return this;
  }

  Html text(String text) throws IOException {
    Page.escape(out, text);
    return this;
  }

  Html element(String name, String text) throws IOException {
    return raw("<" + name + ">").text(text).raw("</" + name.split(" ", 2)[0] + ">\n");
  }

  Html verdict(Judgement judgement) throws IOException {
    return raw("<span class=\"verdict\">").text(judgement.word()).raw("</span>");
  }

  Html table(String caption, List<String> heads) throws IOException {
    raw("<div class=\"scroll\"><table>\n").element("caption", caption).raw("<thead><tr>");
    for (String head : heads) {
      element("th scope=\"col\"", head);
    }
    return raw("</tr></thead>\n<tbody>\n");
  }

  Html endTable() throws IOException {
    return raw("</tbody></table></div>\n");
  }

  Html definitions(String caption, String head, Map<String, String> entries) throws IOException {
    if (entries.isEmpty()) {
      return this;
    }
    table(caption, List.of(head, "Value"));
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      raw("<tr>").element("th scope=\"row\"", entry.getKey()).element("td", entry.getValue());
      raw("</tr>\n");
    }
    return endTable();
  }

  /** Nanoseconds in three digits: {@code 0.84 ms}, {@code 12.3 s}. */
  static String time(long nanos) {
    if (nanos < 0) {
      return "–";
    }
    double value = nanos / 1e9;
    String unit = " s";
    if (nanos < 1_000_000) {
      value = nanos / 1e3;
      unit = " µs";
    } else if (nanos < 1_000_000_000) {
      value = nanos / 1e6;
      unit = " ms";
    }
    String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value) + unit;
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
