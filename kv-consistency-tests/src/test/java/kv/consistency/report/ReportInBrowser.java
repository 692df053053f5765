package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Reports of runs in a real browser, which each class of tests starts once. */
abstract class ReportInBrowser {
  static final String TIP = "document.querySelector('#timeline .tip').innerText";
  static final String SELECTED = "document.getElementById('timeline').dataset.selected";
  static final String RANGE = "document.querySelector('#timeline .range').innerText";

  /** One client: a write of 1, a read of it, a write without an answer; then another client. */
  static final String SHORT =
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
      browser = null;
    }
  }

  static Chromium started() {
    Chromium open = browser;
    if (open == null) {
      throw new IllegalStateException("not started");
    }
    return open;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  static RunResult valid() {
    return SampleRun.result(SampleRun.FINE, Expectation.VALID);
  }

  Chromium open(String history) throws Exception {
    return open(history.getBytes(StandardCharsets.UTF_8), valid());
  }

  Chromium open(byte[] history, RunResult result) throws Exception {
    Path page = file("report.html");
    write(page, SampleRun.facts("quorum-register-42"), result, history);
    return show(page, false, 2600);
  }

  static void write(Path page, RunFacts facts, RunResult result, byte[] history)
      throws IOException {
    try (Writer out = Files.newBufferedWriter(page)) {
      RunPage.write(out, facts, result, SampleRun.reader(history));
    }
  }

  static Chromium show(Path page, boolean dark, int height) throws Exception {
    Chromium open = started();
    open.resize(1280, height);
    open.open(page, dark);
    while (!open.evaluate("document.documentElement.dataset.ready").equals("yes")) {
      assertThat(open.evaluate("document.querySelector('p.note')?.innerText"))
          .isEqualTo("undefined");
    }
    return open;
  }

  /** Waits until what was asked for is drawn; the milliseconds that took. */
  static String painted(Chromium page) throws Exception {
    return await(page, "document.getElementById('timeline').dataset.drawn", "undefined");
  }

  /** The value of an expression as soon as it is another. */
  static String await(Chromium page, String expression, String other) throws Exception {
    while (true) {
      String now = page.evaluate(expression);
      if (!now.equals(other)) {
        return now;
      }
      Thread.onSpinWait();
    }
  }

  static Path picture(String name, boolean dark) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "screenshots"));
    return folder.resolve(name + (dark ? "-dark.png" : "-light.png"));
  }
}
