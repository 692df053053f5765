package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report of a run, looked at in a real browser. */
class RunPageInBrowserTest extends ReportInBrowser {

  /** Zooms in, one step a frame. */
  private static final String ZOOM =
      """
      (() => {
        const view = document.querySelector('#timeline .view'), begun = performance.now();
        let frames = 0;
        const step = () => {
          view.dispatchEvent(new WheelEvent('wheel', {deltaY: -60, ctrlKey: true, clientX: 400}));
          if (++frames < 30) {
            requestAnimationFrame(step);
          } else {
            window.perFrame = ((performance.now() - begun) / frames).toFixed(1);
          }
        };
        step();
      })()""";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_invalid_run_shows_verdict_witness_timeline_and_plots(boolean dark) throws Exception {
    byte[] history = SampleRun.history(1500, Duration.ofSeconds(20), true);
    CheckResult check = SampleRun.check(history);
    Path report = file("report.html");
    RunResult result = SampleRun.result(check, Expectation.VALID);
    write(report, SampleRun.facts("quorum-register-42"), result, history);
    Chromium page = show(report, dark, 3700);
    page.screenshot(picture("run-invalid", dark));
    assertThat(page.evaluate("document.querySelector('header').innerText"))
        .contains("invalid", check.sentence(), "This refutes the documentation", "42", "1,500");
    assertThat(page.evaluate("document.querySelectorAll('.figure[data-drawn]').length"))
        .isEqualTo("2");
    assertThat(pixels(page, "--step")).isGreaterThan(500);
    assertThat(pixels(page, "--dead")).isGreaterThan(200);
    assertThat(pixels(page, "--fault-0")).isGreaterThan(500);
    assertThat(pixels(page, "--wrong")).as("the witness is marked").isGreaterThan(30);
    assertThat(page.evaluate("document.getElementById('plots').dataset.drawn")).isEqualTo("4");
    assertThat(page.evaluate("document.querySelectorAll('#plots canvas').length")).isEqualTo("4");
    assertThat(page.evaluate("document.body.innerText"))
        .contains("How to reproduce", SampleRun.facts("").command(), "kv.cassandra.mode", "5.0.9");
  }

  /** Counts the pixels of the timeline that have exactly the colour of that variable. */
  private static int pixels(Chromium page, String variable) throws Exception {
    return Integer.parseInt(
        page.evaluate(
            """
            (() => {
              const style = getComputedStyle(document.documentElement);
              const hex = style.getPropertyValue('%s').trim();
              const wanted = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
              const canvas = document.querySelector('#timeline canvas');
              const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let count = 0;
              for (let i = 0; i < image.data.length; i += 4) {
                count += wanted.every((c, k) => image.data[i + k] === c) ? 1 : 0;
              }
              return count;
            })()"""
                .formatted(variable)));
  }

  @Test
  void a_hundred_thousand_operations_fit_a_page_and_are_drawn() throws Exception {
    byte[] history = SampleRun.history(100_000, Duration.ofSeconds(60), false);
    Path report = file("report.html");
    write(report, SampleRun.facts("quorum-register-42"), valid(), history);
    assertThat(Files.size(report)).isLessThan(8_000_000);
    for (boolean dark : List.of(false, true)) {
      Chromium page = show(report, dark, 2600);
      String whole = painted(page);
      page.screenshot(picture("run-100k", dark));
      assertThat(page.evaluate("document.querySelector('header').innerText"))
          .contains("valid", "100,000");
      page.evaluate("document.querySelector('#timeline .view').focus()");
      page.press("n");
      assertThat(page.evaluate(TIP)).containsAnyOf("unknown after", "fail after");
      page.evaluate(ZOOM);
      System.out.printf(
          "A page of %,d bytes, drawn in %s ms; %s ms a frame of zooming, plots and all%n",
          Files.size(report), whole, await(page, "window.perFrame", "undefined"));
      page.press("n");
      painted(page);
      page.screenshot(picture("run-100k-zoomed", dark));
      assertThat(page.evaluate(TIP)).contains("process ");
    }
  }

  @Test
  void hostile_text_stays_text() throws Exception {
    String attack = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>";
    String history = SHORT.replace("\"x\"", "\"" + attack + "\"").replace("pause", attack);
    Path page = file("report.html");
    RunFacts facts = SampleRun.facts(attack);
    RunResult result =
        new RunResult(
            Conclusion.UNKNOWN,
            attack,
            List.of(attack),
            List.of(new CheckResult(attack, Conclusion.UNKNOWN, attack, Evidence.none())),
            Map.of(attack, new OutcomeCounts(1, 2, 3)),
            Map.of(attack, new FaultCounts(1, 0)),
            Expectation.VALID);
    write(page, facts, result, history.getBytes(StandardCharsets.UTF_8));
    Chromium open = show(page, false, 2600);
    assertThat(open.evaluate("document.title")).isEqualTo("unknown: " + attack);
    assertThat(open.evaluate("document.querySelectorAll('img').length")).isEqualTo("0");
    assertThat(open.evaluate("document.querySelectorAll('script').length")).isEqualTo("7");
    assertThat(open.evaluate("document.querySelector('h1').innerText")).contains(attack);
    assertThat(open.evaluate("document.getElementById('fault-legend').innerText"))
        .isEqualTo(attack);
  }

  @Test
  void a_history_without_operations_makes_a_page() throws Exception {
    Chromium page = open("");
    assertThat(page.evaluate("document.querySelector('h1').innerText")).contains("valid");
    page.evaluate("document.querySelector('#timeline .view').focus()");
    page.press("n");
    page.press("ArrowDown");
    assertThat(painted(page)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_index_lists_runs_newest_first_with_links_to_their_reports(boolean dark)
      throws Exception {
    Path page = file("index.html");
    try (Writer out = Files.newBufferedWriter(page)) {
      RunsPage.write(out, RunsPageTest.rows());
    }
    Chromium open = started();
    open.resize(1280, 700);
    open.open(page, dark);
    open.screenshot(picture("runs", dark));
    assertThat(open.evaluate("document.querySelectorAll('tbody tr').length")).isEqualTo("5");
    assertThat(open.evaluate("document.querySelector('tbody a').href")).endsWith("/e/report.html");
  }
}
