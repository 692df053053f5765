package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsPageTest {

  static List<RunsPage.Row> rows() {
    return List.of(
        row("a", 1, Conclusion.VALID, Expectation.VALID, "Nothing was found."),
        row("b", 2, Conclusion.INVALID, Expectation.VALID, "A read went back in time."),
        row("c", 3, Conclusion.INVALID, Expectation.ANOMALY, "A read went back in time."),
        row("d", 4, Conclusion.VALID, Expectation.ANOMALY, "Nothing was found."),
        row("e", 5, Conclusion.UNKNOWN, Expectation.VALID, "Undecided after 60 s."));
  }

  private static RunsPage.Row row(
      String name, int day, Conclusion conclusion, Expectation expectation, String sentence) {
    RunFacts facts = SampleRun.facts("cassandra-quorum-3-register-" + name);
    return new RunsPage.Row(
        name + "/report.html",
        new RunFacts(
            facts.name(),
            facts.topology(),
            facts.workload(),
            facts.faults(),
            facts.seed() + day,
            facts.duration(),
            Instant.parse("2026-11-0" + day + "T12:00:00Z"),
            facts.configuration(),
            facts.versions(),
            facts.command()),
        conclusion,
        expectation,
        sentence,
        120_000);
  }

  @Test
  void runs_are_listed_newest_first() throws IOException {
    StringBuilder page = new StringBuilder();
    RunsPage.write(page, rows());
    assertThat(page)
        .containsSubsequence("./e/report.html", "./d/report.html", "./c/report.html", "./a/");
  }

  @Test
  void a_link_can_be_no_script_and_no_other_site() throws IOException {
    StringBuilder page = new StringBuilder();
    RunsPage.Row row = rows().get(0);
    RunsPage.write(
        page,
        List.of(
            new RunsPage.Row(
                "javascript:alert(1)\"",
                row.facts(),
                row.conclusion(),
                row.expectation(),
                "<b>",
                1)));
    assertThat(page)
        .contains("href=\"./javascript:alert(1)&quot;\"", "&lt;b&gt;", "script-src 'none'")
        .doesNotContain("<b>");
  }

  @Test
  void a_directory_without_runs_says_so() throws IOException {
    StringBuilder page = new StringBuilder();
    RunsPage.write(page, List.of());
    assertThat(page).contains("There are none yet.");
  }
}
