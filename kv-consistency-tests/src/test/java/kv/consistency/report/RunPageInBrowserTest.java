package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report of a run, looked at in a real browser. */
class RunPageInBrowserTest {
  private static final String TIP = "document.querySelector('#timeline .tip').innerText";

  private static final String SELECTED = "document.getElementById('timeline').dataset.selected";
  private static final String RANGE = "document.querySelector('#timeline .range').innerText";

  private static @Nullable Chromium browser;
  @TempDir private static Path profile = Path.of("");
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void start() throws Exception {
    Path program = Chromium.program().orElse(null);
    if (program == null) {
      String skipped = "SKIPPED: no chromium on the PATH, so nobody has looked at the report";
      System.err.println(skipped);
      abort(skipped);
      return;
    }
    browser = Chromium.start(program, profile);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  private Chromium open(byte[] history, RunResult result, boolean dark) throws Exception {
    Path page = folder.resolve("report.html");
    write(page, SampleRun.facts("quorum-register-42"), result, history);
    return show(page, dark);
  }

  private static Chromium started() {
    Chromium open = browser;
    if (open == null) {
      throw new IllegalStateException("not started");
    }
    return open;
  }

  private static Chromium show(Path page, boolean dark) throws Exception {
    Chromium open = started();
    open.resize(1280, 2600);
    open.open(page, dark);
    String problem = "document.querySelector('p.note')?.innerText";
    while (!open.evaluate("document.documentElement.dataset.ready").equals("yes")) {
      assertThat(open.evaluate(problem)).isEqualTo("undefined");
    }
    return open;
  }

  private static void write(Path page, RunFacts facts, RunResult result, byte[] history)
      throws IOException {
    try (Writer out = Files.newBufferedWriter(page)) {
      RunPage.write(out, facts, result, SampleRun.reader(history));
    }
  }

  private static Path picture(String name) throws IOException {
    return Files.createDirectories(Path.of("target", "screenshots")).resolve(name + ".png");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_invalid_run_shows_verdict_witness_timeline_and_plots(boolean dark) throws Exception {
    byte[] history = SampleRun.history(1500, Duration.ofSeconds(20), true);
    CheckResult check = SampleRun.check(history);
    Chromium page = open(history, SampleRun.result(check, Expectation.VALID), dark);
    page.screenshot(picture(dark ? "run-invalid-dark" : "run-invalid-light"));
    assertThat(page.evaluate("document.querySelector('header').innerText"))
        .contains("invalid", check.sentence(), "This refutes the documentation", "42", "1,500");
    assertThat(page.evaluate("document.querySelectorAll('.figure[data-drawn]').length"))
        .isEqualTo("2");
    assertThat(pixels(page, "--step")).isGreaterThan(500);
    assertThat(pixels(page, "--dead")).isGreaterThan(200);
    assertThat(pixels(page, "--fault-0")).isGreaterThan(500);
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_hundred_thousand_operations_fit_a_page_and_are_drawn(boolean dark) throws Exception {
    byte[] history = SampleRun.history(100_000, Duration.ofSeconds(60), false);
    CheckResult check = SampleRun.check(history);
    Chromium page = open(history, SampleRun.result(check, Expectation.VALID), dark);
    page.screenshot(picture(dark ? "run-100k-dark" : "run-100k-light"));
    assertThat(Files.size(folder.resolve("report.html"))).isLessThan(8_000_000);
    assertThat(page.evaluate("document.querySelector('header').innerText"))
        .contains("valid", "100,000");
    page.evaluate("document.querySelector('#timeline .view').focus()");
    page.press("n");
    assertThat(page.evaluate(TIP)).containsAnyOf("unknown after", "fail after");
    for (int i = 0; i < 9; i++) {
      page.press("+");
    }
    page.press("n");
    painted(page);
    page.screenshot(picture(dark ? "run-100k-zoomed-dark" : "run-100k-zoomed-light"));
    assertThat(page.evaluate(TIP)).contains("process ");
    page.press("0");
    System.out.printf(
        "A page of %,d bytes; everything drawn in %s ms%n",
        Files.size(folder.resolve("report.html")), painted(page));
  }

  /** Waits until what was asked for is drawn; the milliseconds that took. */
  private static String painted(Chromium page) throws Exception {
    while (true) {
      String drawn = page.evaluate("document.getElementById('timeline').dataset.drawn");
      if (!drawn.equals("undefined")) {
        return drawn;
      }
      Thread.onSpinWait();
    }
  }

  /** One client: a write of 1, a read of it, a write without an answer; then another client. */
  private static final String SHORT =
      """
      {"time":0,"process":"nemesis","type":"info","f":"phase","value":{"phase":"faults"}}
      {"time":1000000,"process":0,"type":"invoke","f":"write","key":"x","value":1}
      {"time":3000000,"process":0,"type":"ok","f":"write","key":"x","value":1}
      {"time":4000000,"process":"nemesis","type":"info","f":"pause","value":{"phase":"begin","id":1,"on":["n1"],"words":"SIGSTOP to n1"}}
      {"time":5000000,"process":0,"type":"invoke","f":"read","key":"x","value":null}
      {"time":6000000,"process":1,"type":"invoke","f":"cas","key":"x","value":[1,2]}
      {"time":7000000,"process":0,"type":"ok","f":"read","key":"x","value":1}
      {"time":8000000,"process":1,"type":"fail","f":"cas","key":"x","value":[1,2],"error":"precondition"}
      {"time":9000000,"process":0,"type":"invoke","f":"write","key":"x","value":3}
      {"time":10000000,"process":0,"type":"info","f":"write","key":"x","value":3,"error":"timeout"}
      {"time":11000000,"process":2,"type":"invoke","f":"read","key":"x","value":null}
      """;

  private Chromium open(String history) throws Exception {
    return open(history.getBytes(StandardCharsets.UTF_8), valid(), false);
  }

  private static RunResult valid() {
    return SampleRun.result(SampleRun.FINE, Expectation.VALID);
  }

  @Test
  void the_keyboard_walks_along_a_client_across_clients_and_to_what_is_not_ok() throws Exception {
    Chromium page = open(SHORT);
    page.evaluate("document.querySelector('#timeline .view').focus()");
    page.press("ArrowRight");
    assertThat(page.evaluate(SELECTED)).isEqualTo("write x 1");
    page.press("ArrowRight");
    assertThat(page.evaluate(SELECTED)).isEqualTo("read x → 1");
    page.press("ArrowDown");
    assertThat(page.evaluate(SELECTED)).isEqualTo("cas x [1 2]");
    assertThat(page.evaluate(TIP)).contains("fail after 2 ms", "error: precondition", "process 1");
    page.press("n");
    assertThat(page.evaluate(SELECTED)).isEqualTo("write x 3");
    assertThat(page.evaluate(TIP)).contains("unknown after 1 ms", "error: timeout");
    page.press("End");
    assertThat(page.evaluate(SELECTED)).isEqualTo("read x");
    assertThat(page.evaluate(TIP)).contains("not over when the history ends", "process 2");
    page.press("Escape");
    assertThat(page.evaluate("document.querySelector('#timeline .tip').hidden")).isEqualTo("true");
  }

  @Test
  void the_process_after_one_of_unknown_outcome_takes_over_its_row() throws Exception {
    Chromium page = open(SHORT);
    page.evaluate("document.querySelector('#timeline .view').focus()");
    page.press("End");
    page.press("ArrowLeft");
    assertThat(page.evaluate(SELECTED)).isEqualTo("write x 3");
  }

  @Test
  void the_wheel_zooms_once_the_timeline_has_the_focus_and_dragging_pans() throws Exception {
    Chromium page = open(SHORT);
    double left = number(page, ".left");
    double middle = number(page, ".top") + 80;
    String whole = page.evaluate(RANGE);
    page.evaluate("document.querySelector('#timeline .view').focus()");
    page.wheel(left + 600, middle, -300);
    String zoomed = awaitOther(page, whole);
    page.drag(left + 600, left + 400, middle);
    String panned = awaitOther(page, zoomed);
    page.press("0");
    assertThat(awaitOther(page, panned)).isEqualTo(whole);
  }

  private static double number(Chromium page, String side) throws Exception {
    String box = "document.querySelector('#timeline .view').getBoundingClientRect()";
    return Double.parseDouble(page.evaluate(box + side));
  }

  private static String awaitOther(Chromium page, String range) throws Exception {
    while (true) {
      String now = page.evaluate(RANGE);
      if (!now.equals(range)) {
        return now;
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void the_mouse_tells_of_operations_and_of_faults() throws Exception {
    Chromium page = open(SHORT);
    double left = number(page, ".left") + 92;
    double top = number(page, ".top");
    double unit = (number(page, ".width") - 94) / 11;
    page.moveMouse(left + 2 * unit, top + 80);
    assertThat(page.evaluate(TIP)).contains("write x 1", "ok after 2 ms");
    page.moveMouse(left + 8 * unit, top + 54);
    assertThat(page.evaluate(TIP))
        .contains("pause on n1", "SIGSTOP to n1", "not healed in this history", "no effect seen");
  }

  @Test
  void a_button_beside_a_fault_shows_it_and_the_plots_follow() throws Exception {
    byte[] history = SampleRun.history(1500, Duration.ofSeconds(20), false);
    Chromium page = open(history, valid(), false);
    String whole = page.evaluate(RANGE);
    page.evaluate("document.querySelector('button[data-fault=\"1\"]').click()");
    assertThat(awaitOther(page, whole)).isEqualTo("4.59 to 6.46 s");
  }

  @Test
  void hostile_text_stays_text() throws Exception {
    String attack = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>";
    String history = SHORT.replace("\"x\"", "\"" + attack + "\"").replace("pause", attack);
    Path page = folder.resolve("report.html");
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
    Chromium open = show(page, false);
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
    Path page = folder.resolve("index.html");
    try (Writer out = Files.newBufferedWriter(page)) {
      RunsPage.write(out, RunsPageTest.rows());
    }
    Chromium open = started();
    open.resize(1280, 700);
    open.open(page, dark);
    open.screenshot(picture(dark ? "runs-dark" : "runs-light"));
    assertThat(open.evaluate("document.querySelectorAll('tbody tr').length")).isEqualTo("5");
    assertThat(open.evaluate("document.querySelector('tbody a').href")).endsWith("/e/report.html");
  }
}
