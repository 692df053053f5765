package kv.consistency.report;

import java.io.IOException;
import java.util.List;

/** A table of runs against what is claimed of them. */
public final class MatrixPage {
  private MatrixPage() {}

  /**
   * A run.
   *
   * @param came what it came to, in words
   * @param href its report, relative to the page; empty if there is none
   * @param refutes whether it says something else than is claimed; a run may also say nothing
   */
  public record Row(
      String topology,
      String workload,
      String faults,
      long seed,
      Expectation expectation,
      String came,
      String href,
      boolean isAsClaimed,
      boolean refutes) {

    String verdict() {
      return isAsClaimed ? "as claimed" : refutes ? "NOT as claimed" : "says nothing";
    }

    String claimed() {
      return expectation == Expectation.ANOMALY ? "invalid (known weak)" : "valid";
    }
  }

  public static void html(Appendable out, List<Row> rows) throws IOException {
    SelfContained page =
        new SelfContained(
            "Matrix",
            List.of(SelfContained.resource("page.css"), SelfContained.resource("run.css")),
            List.of());
    page.begin(out);
    Html html = new Html(out);
    html.element("h1", "Matrix");
    html.table(
        rows.size() + " runs",
        List.of("Verdict", "Topology", "Workload", "Faults", "Seed", "Claimed", "What came of it"));
    for (Row row : rows) {
      html.raw("<tr>");
      html.element("td", row.verdict()).element("td", row.topology());
      html.element("td", row.workload()).element("td", row.faults());
      html.element("td class=\"number\"", String.valueOf(row.seed()));
      html.element("td", row.claimed());
      html.raw("<td>").text(row.came());
      if (!row.href().isEmpty()) {
        html.raw(" <a href=\"").text(row.href()).raw("\">report</a>");
      }
      html.raw("</td></tr>\n");
    }
    html.endTable();
    page.end(out);
  }

  public static String markdown(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append("| verdict | topology | workload | faults | seed | claimed | what came of it |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (Row row : rows) {
      text.append(
          "| %s | `%s` | `%s` | %s | %d | %s | %s |\n"
              .formatted(
                  row.verdict(),
                  row.topology(),
                  row.workload(),
                  row.faults(),
                  row.seed(),
                  row.claimed(),
                  row.came().replace("|", "\\|")));
    }
    return text.toString();
  }
}
