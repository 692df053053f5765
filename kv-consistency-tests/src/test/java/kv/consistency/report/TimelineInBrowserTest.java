package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What keyboard, wheel, mouse and buttons do to the timeline of a run. */
class TimelineInBrowserTest extends ReportInBrowser {

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
    String zoomed = await(page, RANGE, whole);
    page.drag(left + 600, left + 400, middle);
    String panned = await(page, RANGE, zoomed);
    page.press("0");
    assertThat(await(page, RANGE, panned)).isEqualTo(whole);
  }

  @Test
  void w_walks_along_the_operations_of_the_witness() throws Exception {
    byte[] history = SampleRun.history(1500, Duration.ofSeconds(20), true);
    CheckResult check = SampleRun.check(history);
    Chromium page = open(history, SampleRun.result(check, Expectation.VALID));
    StringWriter witness = new StringWriter();
    check.evidence().text(witness);
    Set<String> seen = new LinkedHashSet<>();
    page.evaluate("document.querySelector('#timeline .view').focus()");
    for (int i = 0; i <= check.evidence().invocations().size(); i++) {
      page.press("w");
      seen.add(page.evaluate(TIP));
    }
    assertThat(seen).hasSize(check.evidence().invocations().size());
    assertThat(seen)
        .allSatisfy(
            tip -> {
              Matcher process = Pattern.compile("process \\d+").matcher(tip);
              assertThat(process.find()).isTrue();
              assertThat(witness.toString()).contains(process.group() + ":");
            });
  }

  @Test
  void without_a_witness_there_is_no_button_for_it() throws Exception {
    Chromium page = open(SHORT);
    assertThat(page.evaluate("document.querySelector('[data-do=witness]').checkVisibility()"))
        .isEqualTo("false");
    assertThat(page.evaluate("document.querySelector('.of-witness').checkVisibility()"))
        .isEqualTo("false");
  }

  private static double number(Chromium page, String side) throws Exception {
    String box = "document.querySelector('#timeline .view').getBoundingClientRect()";
    return Double.parseDouble(page.evaluate(box + side));
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
    Chromium page = open(history, valid());
    String whole = page.evaluate(RANGE);
    page.evaluate("document.querySelector('button[data-fault=\"1\"]').click()");
    assertThat(await(page, RANGE, whole)).isEqualTo("4.59 to 6.46 s");
  }
}
