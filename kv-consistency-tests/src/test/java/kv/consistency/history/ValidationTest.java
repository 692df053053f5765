package kv.consistency.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be a history is rejected, with the line and the reason. */
class ValidationTest {
  private static final Pattern EVENT = Pattern.compile("(\\w+):(\\w+):(\\w+)@(\\d+)");

  /** Events as {@code process:type:f@time}, one a line, in both formats. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0:ok:read@0 | 1 | has not invoked",
        "0:invoke:read@0 1:ok:read@1 | 2 | has not invoked",
        "0:invoke:read@0 0:ok:read@1 0:ok:read@2 | 3 | has not invoked",
        "0:invoke:read@0 0:invoke:read@1 | 2 | while that of line 1 is open",
        "0:invoke:read@0 0:ok:write@1 | 2 | another function than it invoked on line 1",
        "0:invoke:read@0 0:info:read@1 0:invoke:read@2 | 3 | acts again",
        "0:invoke:read@2000000000 0:ok:read@999999999 | 2 | time runs backwards",
        "0:invoke:read@0 0:done:read@1 | 2 | unknown type",
      })
  void what_no_run_can_record_is_rejected_in_both_formats(String events, long line, String why) {
    for (HistoryFormat format : HistoryFormat.values()) {
      assertThatThrownBy(() -> Histories.read(format, text(format, events)))
          .isInstanceOfSatisfying(
              MalformedHistoryException.class, e -> assertThat(e.line()).isEqualTo(line))
          .hasMessageContaining(why);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0:invoke:read@0 1:invoke:read@0 1:ok:read@0 0:fail:read@0",
    "0:invoke:read@0 0:fail:read@1 0:invoke:read@2 0:info:read@3 1:invoke:read@4",
    "nemesis:info:start@0 nemesis:info:start@1 nemesis:ok:stop@2 nemesis:invoke:stop@3",
  })
  void what_a_run_can_record_is_accepted(String events) throws IOException {
    for (HistoryFormat format : HistoryFormat.values()) {
      assertThat(Histories.read(format, text(format, events)))
          .hasSize((int) EVENT.matcher(events).results().count());
    }
  }

  private static String text(HistoryFormat format, String events) {
    StringBuilder text = new StringBuilder();
    EVENT
        .matcher(events)
        .results()
        .forEach(
            event -> {
              String process = event.group(1).equals("nemesis") ? "\"nemesis\"" : event.group(1);
              String line =
                  format == HistoryFormat.EDN
                      ? "{:process %s, :type :%s, :f :%s, :time %s}\n"
                      : "{\"process\":%s,\"type\":\"%s\",\"f\":\"%s\",\"time\":%s}\n";
              text.append(line.formatted(process, event.group(2), event.group(3), event.group(4)));
            });
    return text.toString();
  }

  @Test
  void time_may_run_backwards_a_little_in_jepsens_files_only() throws IOException {
    String events = "0:invoke:read@1000 0:ok:read@999";
    assertThat(Histories.read(HistoryFormat.EDN, text(HistoryFormat.EDN, events))).hasSize(2);
    assertThatThrownBy(() -> Histories.read(HistoryFormat.JSONL, text(HistoryFormat.JSONL, events)))
        .hasMessage("line 2: time runs backwards, from 1000 to 999");
  }

  @Test
  void index_runs_forwards_with_gaps_and_is_counted_where_it_is_missing() throws IOException {
    String rest = "\"process\":\"nemesis\",\"type\":\"info\",\"f\":\"x\"}\n";
    String text = "{\"index\":3," + rest + "{" + rest + "{\"index\":9," + rest;
    assertThat(Histories.read(HistoryFormat.JSONL, text))
        .extracting(Event::index)
        .containsExactly(3L, 4L, 9L);
    assertThatThrownBy(() -> Histories.read(HistoryFormat.JSONL, text + "{\"index\":9," + rest))
        .hasMessage("line 4: index 9 after index 9");
  }

  @Test
  void a_completion_on_another_key_is_rejected() {
    String text =
        """
        {"process":0,"type":"invoke","f":"write","key":"x","value":1}
        {"process":0,"type":"ok","f":"write","key":"y","value":1}
        """;
    assertThatThrownBy(() -> Histories.read(HistoryFormat.JSONL, text))
        .hasMessageContaining("line 2: process 0 completes an operation on another key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"ok\",\"f\":\"read\"} | no process",
        "{\"process\":0,\"f\":\"read\"} | no type",
        "{\"process\":0,\"type\":\"ok\"} | no f",
        "{\"process\":0,\"type\":\"ok\",\"f\":null} | no f",
        "{\"process\":0,\"process\":0} | duplicate field process",
        "{\"process\":-1} | process is neither",
        "{\"process\":1.5} | process is neither",
        "{\"process\":\"client\"} | process is neither",
        "{\"process\":99999999999999999999} | process is neither",
        "{\"time\":-5} | time is not a whole number",
        "{\"time\":\"soon\"} | time is not a whole number",
        "{\"index\":1.0} | index is not a whole number",
        "{\"type\":7} | type is not a name",
        "{\"f\":[]} | f is not a name",
        "[] | an event is a JSON object",
        "7 | an event is a JSON object",
      })
  void an_event_without_what_every_event_has_is_rejected(String event, String why) {
    String first = "{\"process\":\"nemesis\",\"type\":\"info\",\"f\":\"x\"}\n";
    assertThatThrownBy(() -> Histories.read(HistoryFormat.JSONL, first + event + "\n"))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageStartingWith("line 2: ")
        .hasMessageContaining(why);
  }

  /** Cut anywhere inside its last line, a history is read without it, and the loss is told. */
  @Test
  void a_truncated_last_line_is_reported_and_dropped_wherever_it_is_cut() throws IOException {
    for (HistoryFormat format : HistoryFormat.values()) {
      byte[] whole =
          text(format, "0:invoke:read@0 0:ok:read@100")
              .replace("read", "lesenä")
              .getBytes(StandardCharsets.UTF_8);
      int start = 1 + new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n');
      for (int cut = start + 1; cut < whole.length - 1; cut++) {
        try (HistoryReader reader = format.reader(new ByteArrayInputStream(whole, 0, cut))) {
          assertThat(Histories.all(reader)).hasSize(1);
          assertThat(reader.truncation().orElseThrow()).startsWith("line 2 ");
        }
      }
    }
  }

  @Test
  void a_complete_last_line_needs_no_newline() throws IOException {
    for (HistoryFormat format : HistoryFormat.values()) {
      String text = text(format, "0:invoke:read@0 0:ok:read@1").stripTrailing();
      try (HistoryReader reader =
          format.reader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
        assertThat(Histories.all(reader)).hasSize(2);
        assertThat(reader.truncation()).isEmpty();
      }
    }
  }

  /** A stray quote swallows all that follows; that is damage, not a writer that died. */
  @Test
  void an_unfinished_line_before_the_last_is_malformed() {
    for (HistoryFormat format : HistoryFormat.values()) {
      String text = text(format, "0:invoke:read@0 0:ok:read@1 0:invoke:read@2 0:ok:read@3");
      int second = text.indexOf("read", text.indexOf('\n'));
      String damaged = text.substring(0, second) + "\"" + text.substring(second);
      assertThatThrownBy(() -> Histories.read(format, damaged))
          .isInstanceOf(MalformedHistoryException.class)
          .hasMessageStartingWith("line 2: ");
    }
  }

  @Test
  void a_vector_without_its_end_is_reported() throws IOException {
    String text = "[{:process 0 :type :invoke :f :read}\n";
    try (HistoryReader reader =
        HistoryFormat.EDN.reader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
      assertThat(Histories.all(reader)).hasSize(1);
      assertThat(reader.truncation()).isPresent();
    }
  }
}
