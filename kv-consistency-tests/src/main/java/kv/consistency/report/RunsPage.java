package kv.consistency.report;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** The index of a directory of runs: a table, newest first. */
public final class RunsPage {
  private RunsPage() {}

  /**
   * A run in the table.
   *
   * @param href its report, relative to the index
   */
  public record Row(
      String href,
      RunFacts facts,
      Conclusion conclusion,
      Expectation expectation,
      String sentence,
      long operations) {}

  public static void write(Appendable out, List<Row> rows) throws IOException {
    SelfContained page =
        new SelfContained(
            "Runs",
            List.of(SelfContained.resource("page.css"), SelfContained.resource("run.css")),
            List.of());
    page.begin(out);
    Html html = new Html(out);
    html.element("h1", "Runs");
    if (rows.isEmpty()) {
      html.element("p", "There are none yet.");
    } else {
      table(html, rows);
    }
    page.end(out);
  }

  private static void table(Html html, List<Row> rows) throws IOException {
    html.table(
        rows.size() == 1 ? "One run" : rows.size() + " runs, newest first",
        List.of(
            "Started", "Verdict", "Run", "Topology", "Workload", "Faults", "Seed", "Operations"));
    Comparator<Row> oldestFirst = Comparator.comparing(row -> row.facts().started());
    for (Row row : rows.stream().sorted(oldestFirst.reversed()).toList()) {
      RunFacts facts = row.facts();
      Judgement judgement = Judgement.of(row.conclusion(), row.expectation());
      html.raw("<tr class=\"" + judgement.style() + "\">");
      html.element("td class=\"when\"", RunPage.when(facts.started()));
      html.raw("<td>").verdict(judgement).element("p class=\"hint\"", row.sentence());
      html.raw("</td><th scope=\"row\"><a href=\"");
      html.text(relative(row.href())).raw("\">").text(facts.name()).raw("</a></th>");
      html.element("td", facts.topology()).element("td", facts.workload());
      html.element("td", facts.faults().isEmpty() ? "none" : String.join(", ", facts.faults()));
      html.element("td class=\"number\"", String.valueOf(facts.seed()));
      html.element("td class=\"number\"", Html.count(row.operations()));
      html.raw("</tr>\n");
    }
    html.endTable();
  }

  /** A name with a colon must not be taken for a scheme: {@code javascript:} is one. */
  private static String relative(String href) {
    return href.startsWith("./") || href.startsWith("../") ? href : "./" + href;
  }
}
