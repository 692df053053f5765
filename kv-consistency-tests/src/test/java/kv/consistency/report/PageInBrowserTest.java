package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kv.consistency.command.KvConsistency;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of an invalid history, made by the command and looked at in a real browser. */
class PageInBrowserTest {
  /**
   * A write of 2 is acknowledged before a read of the 1 before it; other operations surround it.
   */
  private static final String STALE =
      """
      {"process":0,"type":"invoke","f":"write","key":"x","value":1}
      {"process":0,"type":"ok","f":"write","key":"x","value":1}
      {"process":1,"type":"invoke","f":"write","key":"x","value":2}
      {"process":2,"type":"invoke","f":"read","key":"x","value":null}
      {"process":1,"type":"ok","f":"write","key":"x","value":2}
      {"process":2,"type":"ok","f":"read","key":"x","value":2}
      {"process":0,"type":"invoke","f":"read","key":"x","value":null}
      {"process":0,"type":"ok","f":"read","key":"x","value":1}
      {"process":3,"type":"invoke","f":"cas","key":"x","value":[2,5]}
      """;

  private static @Nullable Chromium browser;
  @TempDir private static Path profile = Path.of("");
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void start() throws Exception {
    Path program = Chromium.program().orElse(null);
    if (program == null) {
      String skipped = "SKIPPED: no chromium on the PATH, so nobody has looked at the page";
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

  private Chromium open(String history, boolean dark, String... options) throws Exception {
    Path input = folder.resolve("history.jsonl");
    Path page = folder.resolve("page.html");
    Files.writeString(input, history);
    String[] arguments = new String[options.length + 4];
    System.arraycopy(options, 0, arguments, 4, options.length);
    arguments[0] = "check";
    arguments[1] = "--html";
    arguments[2] = page.toString();
    arguments[3] = input.toString();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    KvConsistency.commandLine(InputStream.nullInputStream(), out, out).execute(arguments);
    assertThat(page).as(out.toString(StandardCharsets.UTF_8)).exists();
    Chromium open = browser;
    if (open == null) {
      throw new IllegalStateException("not started");
    }
    open.open(page, dark);
    return open;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_invalid_history_is_drawn_and_its_first_impossible_operation_shown(boolean dark)
      throws Exception {
    Chromium page = open(STALE, dark);
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    page.screenshot(pictures.resolve(dark ? "invalid-dark.png" : "invalid-light.png"));
    assertThat(page.evaluate("document.querySelectorAll('.figure[data-drawn]').length"))
        .isEqualTo("2");
    assertThat(page.evaluate("document.querySelector('.tip').innerText"))
        .contains("read → 1", "process 0", "impossible in state 2");
    assertThat(page.evaluate("document.querySelector('.refused').innerText"))
        .contains("process 0: read → 1: impossible");
    assertThat(Integer.parseInt(page.evaluate(pixelsOf("--wrong")))).isGreaterThan(50);
    assertThat(Integer.parseInt(page.evaluate(pixelsOf("--step-fill")))).isGreaterThan(500);
  }

  /** Counts the pixels of the first drawing that have exactly the colour of that variable. */
  private static String pixelsOf(String variable) {
    return """
        (() => {
          const hex = getComputedStyle(document.documentElement).getPropertyValue('%s').trim();
          const wanted = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
          const canvas = document.querySelector('canvas');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            count += wanted.every((c, k) => data[i + k] === c) ? 1 : 0;
          }
          return count;
        })()"""
        .formatted(variable);
  }

  @Test
  void the_keyboard_walks_through_the_steps_and_jumps_to_the_impossible_operation()
      throws Exception {
    Chromium page = open(STALE, false);
    page.evaluate("document.querySelectorAll('.view')[1].focus()");
    String selected = "document.querySelectorAll('.figure')[1].dataset.selected";
    page.press("Home");
    assertThat(page.evaluate(selected)).isEqualTo("write 1");
    page.press("n");
    assertThat(page.evaluate(selected)).isEqualTo("write 2");
    assertThat(page.evaluate("document.querySelectorAll('.tip')[1].innerText"))
        .contains("state 1 becomes 2");
    page.press("ArrowRight");
    assertThat(page.evaluate(selected)).isEqualTo("read → 2");
    page.press("j");
    assertThat(page.evaluate(selected)).isEqualTo("read → 1");
    page.press("End");
    assertThat(page.evaluate(selected)).isEqualTo("cas 2 to 5");
  }

  @Test
  void the_mouse_shows_the_state() throws Exception {
    Chromium page = open(STALE, false);
    page.evaluate("document.querySelector('.tip').hidden = true");
    String box = "document.querySelector('.view').getBoundingClientRect()";
    double left = Double.parseDouble(page.evaluate(box + ".left"));
    double top = Double.parseDouble(page.evaluate(box + ".top"));
    page.moveMouse(left + 130, top + 49);
    assertThat(page.evaluate("document.querySelector('.tip').innerText"))
        .contains("write 1", "state absent becomes 1");
  }

  @Test
  void hostile_values_stay_text() throws Exception {
    String attack = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>";
    Chromium page = open(STALE.replace("\"value\":1}", "\"value\":\"" + attack + "\"}"), false);
    assertThat(page.evaluate("document.title")).isEqualTo("Consistency check");
    assertThat(page.evaluate("document.querySelectorAll('img').length")).isEqualTo("0");
    assertThat(page.evaluate("document.querySelectorAll('script').length")).isEqualTo("3");
    assertThat(page.evaluate("document.querySelector('.refused').innerText")).contains(attack);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_cycle_of_transactions_is_drawn_with_labelled_edges_inside_its_picture(boolean dark)
      throws Exception {
    String skew = Files.readString(Path.of("src/test/resources/corpus/txn-write-skew.jsonl"));
    Chromium page = open(skew, dark, "--workload", "list-append");
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    page.screenshot(pictures.resolve(dark ? "cycle-dark.png" : "cycle-light.png"));
    assertThat(page.evaluate("document.querySelectorAll('svg.cycle').length")).isEqualTo("1");
    assertThat(page.evaluate("document.querySelector('svg.cycle').textContent"))
        .contains("T1", "T2", "append y 1", "append x 1", "rw ↓", "rw ↑");
    assertThat(page.evaluate("document.querySelectorAll('svg.cycle rect').length")).isEqualTo("4");
    String outside =
        """
        (() => {
          const svg = document.querySelector('svg.cycle');
          const frame = svg.getBoundingClientRect();
          const parts = [...svg.querySelectorAll('text, rect, path')];
          const shown = parts.map(part => part.getBoundingClientRect());
          return shown.filter(box => box.width === 0 || box.left < frame.left - 1
            || box.right > frame.right + 1 || box.top < frame.top - 1
            || box.bottom > frame.bottom + 1).length + ' of ' + parts.length;
        })()""";
    assertThat(page.evaluate(outside)).matches("0 of [1-9][0-9]");
  }

  @Test
  void a_valid_history_shows_its_linearization_on_request() throws Exception {
    Chromium page = open(STALE.replace("\"value\":1}", "\"value\":2}"), false, "--linearization");
    assertThat(page.evaluate("document.querySelector('.verdict').innerText")).isEqualTo("valid");
    assertThat(page.evaluate("document.querySelectorAll('.figure[data-drawn]').length"))
        .isEqualTo("1");
    page.evaluate("document.querySelector('.view').focus()");
    page.press("j");
    assertThat(page.evaluate("document.querySelector('.tip').innerText"))
        .contains("state absent becomes 2");
  }

  /** Thousands of operations are drawn at once, since only what is in view is drawn. */
  @Test
  void a_long_history_is_drawn() throws Exception {
    StringBuilder history = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      String event = "{\"process\":%d,\"type\":\"%s\",\"f\":\"write\",\"value\":%d}\n";
      history.append(event.formatted(i % 50, "invoke", i)).append(event.formatted(i % 50, "ok", i));
    }
    history.append("{\"process\":0,\"type\":\"invoke\",\"f\":\"read\",\"value\":null}\n");
    history.append("{\"process\":0,\"type\":\"ok\",\"f\":\"read\",\"value\":17}\n");
    Chromium page = open(history.toString(), false);
    assertThat(page.evaluate("document.querySelectorAll('.figure')[1].dataset.selected"))
        .isEqualTo("read → 17");
    assertThat(page.evaluate("document.querySelectorAll('.view')[1].scrollLeft > 1000"))
        .isEqualTo("true");
  }
}
