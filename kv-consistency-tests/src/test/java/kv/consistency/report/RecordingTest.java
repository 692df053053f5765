package kv.consistency.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryWriter;
import kv.consistency.history.Value;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static Recording read(String history) throws IOException {
    return Recording.read(SampleRun.reader(history.getBytes(StandardCharsets.UTF_8)));
  }

  private static String nemesis(long time, String f, String value) {
    return "{\"time\":%d,\"process\":\"nemesis\",\"type\":\"info\",\"f\":\"%s\",\"value\":%s}\n"
        .formatted(time, f, value);
  }

  @Test
  void begin_effect_and_end_of_a_fault_are_joined_by_its_id() throws IOException {
    Recording recording =
        read(
            nemesis(1, "kill", "{\"phase\":\"begin\",\"id\":7,\"on\":[\"n1\",\"n2\"]}")
                + nemesis(2, "kill", "{\"phase\":\"begin\",\"id\":8,\"on\":[\"n3\"]}")
                + nemesis(3, "kill", "{\"phase\":\"effective\",\"id\":7,\"words\":\"gone\"}")
                + nemesis(
                    4, "kill", "{\"phase\":\"failed\",\"id\":8,\"words\":\"no such process\"}")
                + nemesis(5, "kill", "{\"phase\":\"healed\",\"id\":7,\"words\":\"back\"}"));
    assertThat(recording.faults())
        .containsExactly(
            new Fault("kill", List.of("n1", "n2"), "gone; back", 1, 3, 5, false),
            new Fault("kill", List.of("n3"), "no such process", 2, Fault.NEVER, 4, true));
  }

  @Test
  void a_fault_whose_end_was_cut_off_has_none() throws IOException {
    assertThat(read(nemesis(1, "clock", "{\"phase\":\"begin\",\"id\":1}")).faults())
        .containsExactly(new Fault("clock", List.of(), "", 1, Fault.NEVER, Fault.NEVER, false));
  }

  @Test
  void phases_and_what_other_harnesses_say_are_marks() throws IOException {
    assertThat(
            read(nemesis(1, "phase", "{\"phase\":\"warm-up\"}") + nemesis(2, "start", "null"))
                .marks())
        .containsExactly(new FaultLog.Mark(1, "warm-up"), new FaultLog.Mark(2, "start"));
  }

  @Test
  void an_incomplete_last_line_is_told() throws IOException {
    String cut = nemesis(1, "phase", "{\"phase\":\"faults\"}") + "{\"time\":2,\"proc";
    assertThat(read(cut).truncation()).isPresent();
  }

  @Test
  void functions_beyond_the_first_twelve_are_one() throws IOException {
    StringBuilder history = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String event = "{\"time\":%d,\"process\":0,\"type\":\"%s\",\"f\":\"f%d\",\"value\":null}\n";
      history.append(event.formatted(i, "invoke", i)).append(event.formatted(i, "ok", i));
    }
    OperationLog operations = read(history.toString()).operations();
    assertThat(operations.functions()).hasSize(13).endsWith("f11", "(others)");
    assertThat(operations.function(39)).isEqualTo(12);
  }

  @Test
  void of_more_operations_than_can_be_drawn_the_page_says_which_are() throws IOException {
    int count = OperationLog.DRAWN + 1000;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (HistoryWriter writer = HistoryFormat.JSONL.writer(bytes)) {
      for (int i = 0; i < count; i++) {
        for (EventType type : List.of(EventType.INVOKE, EventType.OK)) {
          long index = 2L * i + (type == EventType.OK ? 1 : 0);
          writer.write(
              new Event(index, index * 1_000_000, 0, type, "add", null, Value.of(i), null));
        }
      }
    }
    RunResult result = SampleRun.result(SampleRun.FINE, Expectation.VALID);
    StringBuilder page = new StringBuilder();
    RunPage.write(page, SampleRun.facts("long"), result, SampleRun.reader(bytes.toByteArray()));
    assertThat(page)
        .contains("The first 200,000 of 201,000 operations are drawn, up to 400 s")
        .contains("<td class=\"number\">201,000</td>")
        .hasSizeLessThan(8_000_000);
  }
}
