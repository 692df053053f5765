package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report of a run, looked at in a real browser. */
class RunPageInBrowserTest {
  private static final String TIP = "document.querySelector('#timeline .tip').innerText";

  /** Once this is evaluated, what was asked for is painted: frames come in order. */
  private static final String PAINTED = "document.getElementById('timeline').dataset.drawn";

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
    Chromium open = browser;
    if (open == null) {
      throw new IllegalStateException("not started");
    }
    open.resize(1280, 2600);
    open.open(page, dark);
    while (!open.evaluate(
            "document.documentElement.dataset.ready || document.querySelector('p.note')?.innerText")
        .equals("yes")) {
      Thread.onSpinWait();
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
    page.evaluate(PAINTED);
    page.screenshot(picture(dark ? "run-100k-zoomed-dark" : "run-100k-zoomed-light"));
    assertThat(page.evaluate(TIP)).contains("process ");
    System.out.println(
        Files.size(folder.resolve("report.html"))
            + " "
            + page.evaluate("document.getElementById('timeline').dataset.drawn"));
  }
}
