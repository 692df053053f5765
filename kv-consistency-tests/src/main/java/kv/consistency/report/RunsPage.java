package kv.consistency.report;

import java.io.IOException;
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
    for (Row row : rows) {
      Page.escape(out, row.sentence());
    }
  }
}
