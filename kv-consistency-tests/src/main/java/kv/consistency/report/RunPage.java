package kv.consistency.report;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kv.consistency.history.HistoryReader;

/**
 * The report of one run: a self-contained HTML page. The verdict and its evidence come first, then
 * what happened when, then how to do it again.
 */
public final class RunPage {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Html out;
  private final Appendable sink;
  private final RunFacts facts;
  private final RunResult result;

  private RunPage(Appendable sink, RunFacts facts, RunResult result) {
    this.out = new Html(sink);
    this.sink = sink;
    this.facts = facts;
    this.result = result;
  }

  /** Reads the history to its end, and doesn't close it. */
  public static void write(Appendable out, RunFacts facts, RunResult result, HistoryReader history)
      throws IOException {
    Recording recording = Recording.read(history);
    Windows windows = Windows.of(recording.end());
    List<FunctionFigures> figures = FunctionFigures.of(recording.operations(), windows);
    Judgement judgement = Judgement.of(result.conclusion(), result.expectation());
    SelfContained page =
        new SelfContained(
            judgement.word() + ": " + facts.name(),
            List.of(
                SelfContained.resource(UPLOT + "dist/uPlot.min.css"),
                SelfContained.resource("page.css"),
                SelfContained.resource("run.css")),
            List.of(
                SelfContained.resource("page.js"),
                uPlot(),
                SelfContained.resource("timeline-head.js"),
                SelfContained.resource("timeline.js"),
                SelfContained.resource("plots.js"),
                SelfContained.resource("run.js")));
    page.begin(out);
    RunPage body = new RunPage(out, facts, result);
    body.verdict(judgement, recording.operations().size());
    body.checks();
    body.pictures(recording, new RunData(recording, windows, figures, witness(result)));
    RunTables tables = new RunTables(new Html(out), result);
    tables.operations(figures);
    tables.faults(recording);
    body.reproduction();
    page.end(out);
  }

  /** With its licence, which asks to go wherever a copy goes. */
  private static String uPlot() {
    return "/*\n"
        + SelfContained.resource(UPLOT + "LICENSE")
        + "*/\n"
        + SelfContained.resource(UPLOT + "dist/uPlot.iife.min.js");
  }

  static String when(Instant instant) {
    return WHEN.format(instant);
  }

  private void verdict(Judgement judgement, long operations) throws IOException {
    out.raw("<header class=\"" + judgement.style() + "\">\n<h1>").verdict(judgement);
    out.text(facts.name()).raw("</h1>\n<p class=\"sentence\">").text(result.sentence());
    out.raw("</p>\n");
    out.element("p", Judgement.meaning(result.conclusion(), result.expectation()));
    if (!result.reasons().isEmpty()) {
      out.raw("<ul>\n");
      for (String reason : result.reasons()) {
        out.element("li", reason);
      }
      out.raw("</ul>\n");
    }
    String faults = facts.faults().isEmpty() ? "none" : String.join(", ", facts.faults());
    out.raw("<dl class=\"facts\">");
    for (Map.Entry<String, String> fact :
        List.of(
            Map.entry("Topology", facts.topology()),
            Map.entry("Workload", facts.workload()),
            Map.entry("Faults", faults),
            Map.entry("Operations", Html.count(operations)),
            Map.entry("Duration", Html.time(facts.duration().toNanos())),
            Map.entry("Started", when(facts.started())),
            Map.entry("Seed", String.valueOf(facts.seed())))) {
      out.raw("<div>").element("dt", fact.getKey()).element("dd", fact.getValue()).raw("</div>");
    }
    out.raw("</dl>\n</header>\n");
  }

  private void checks() throws IOException {
    for (CheckResult check : result.checks()) {
      Judgement judgement = Judgement.ofCheck(check.conclusion(), result.expectation());
      out.raw("<section class=\"check " + judgement.style() + "\">\n<h2 class=\"name\">");
      out.verdict(judgement).text(check.name()).raw("</h2>\n");
      out.element("p", check.sentence());
      check.evidence().html(sink);
      out.raw("</section>\n");
    }
  }

  private void pictures(Recording recording, RunData data) throws IOException {
    OperationLog log = recording.operations();
    out.raw("<section>\n<h2>All operations</h2>\n");
    String truncation = recording.truncation().orElse("");
    if (!truncation.isEmpty()) {
      out.element("p class=\"note\"", "The history was cut: " + truncation);
    }
    if (log.drawn() < log.size()) {
      out.element(
          "p class=\"note\"",
          "The first %s of %s operations are drawn, up to %s; all figures are of all of them."
              .formatted(
                  Html.count(log.drawn()),
                  Html.count(log.size()),
                  Html.time(log.start(log.drawn() - 1))));
    }
    if (recording.left() > 0) {
      String left = Html.count(recording.left());
      out.element("p class=\"note\"", left + " further events of faults are not shown.");
    }
    out.raw(SelfContained.resource("run.html"));
    out.raw("<script type=\"text/plain\" id=\"run-data\">").raw(data.encoded());
    out.raw("</script>\n</section>\n");
  }

  private static List<Long> witness(RunResult result) {
    return result.checks().stream()
        .flatMap(check -> check.evidence().invocations().stream())
        .toList();
  }

  private void reproduction() throws IOException {
    out.raw("<section>\n<h2>How to reproduce</h2>\n<pre>").text(facts.command());
    out.raw("</pre>\n");
    out.element(
        "p class=\"hint\"",
        "The seed decides every random choice of operations and faults; how threads, network and"
            + " disks interleave is not repeated.");
    out.raw("<div class=\"columns\">\n");
    out.definitions("Configuration", "Setting", facts.configuration());
    out.definitions("Versions", "Of", facts.versions());
    out.raw("</div>\n</section>\n");
  }
}
