package kv.consistency.report;

import java.io.IOException;
import kv.consistency.history.HistoryReader;

/** The report of one run: a self-contained HTML page. */
public final class RunPage {
  private RunPage() {}

  /** Reads the history to its end, and doesn't close it. */
  public static void write(Appendable out, RunFacts facts, RunResult result, HistoryReader history)
      throws IOException {
    while (history.next() != null) {
      // Not drawn yet.
    }
    Page.escape(out, facts.name() + ": " + result.sentence());
  }
}
