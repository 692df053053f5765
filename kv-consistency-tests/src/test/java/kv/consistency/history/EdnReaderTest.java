package kv.consistency.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Jepsen writes, and what only looks like it. */
class EdnReaderTest {
  private static final String INVOKE = "{:process 0, :type :invoke, :f :read, :value nil}";
  private static final String OK = "{:process 0, :type :ok, :f :read, :value 1}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        INVOKE + "\n" + OK,
        "[" + INVOKE + "\n" + OK + "]\n",
        "(" + INVOKE + " " + OK + ")",
        "; a comment\n[" + INVOKE + ",," + OK + " #_ {:process 9} ]",
        "#jepsen.history.Op" + INVOKE + "\n#knossos.op.Op " + OK + "\n",
        "\ufeff" + INVOKE + OK,
      })
  void op_maps_are_read_one_a_line_or_in_a_list_plain_or_tagged(String text) throws IOException {
    List<Event> events = Histories.read(HistoryFormat.EDN, text);
    assertThat(events)
        .containsExactly(
            new Event(0, Event.NO_TIME, 0, EventType.INVOKE, "read", null, Value.NULL, null),
            new Event(1, Event.NO_TIME, 0, EventType.OK, "read", null, Value.of(1), null));
  }

  @Test
  void every_field_is_read_and_other_fields_are_skipped() throws IOException {
    String text =
        """
        {:type :invoke :f :cas :process 7 :index 10 :time 5 :key "x" :value [1 2]
         :exception #error{:via [{:type java.io.IOException, :at [a.b$c d "e.java" 0x1F]}]}}
        {:type :fail, :f :cas, :process 7, :index 11, :time 6, :key "x", :value [1 2],
         :error [:closed #object[java.lang.Object 0x1 "o"]], :clock-offsets {"n1" 0.5}}
        {:type :info, :f :start, :process :nemesis, :index 12, :value #{"n1"}}
        """;
    List<Event> events = Histories.read(HistoryFormat.EDN, text);
    assertThat(events.get(0))
        .isEqualTo(
            new Event(
                10,
                5,
                7,
                EventType.INVOKE,
                "cas",
                Value.of("x"),
                Value.listOf(Value.of(1), Value.of(2)),
                null));
    assertThat(events.get(1).error())
        .isEqualTo(
            Value.listOf(
                Value.keyword("closed"),
                Value.listOf(Value.of("java.lang.Object"), Value.of("0x1"), Value.of("o"))));
    assertThat(events.get(2).isNemesis()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5 | 5",
        "-5 | -5",
        "+5 | 5",
        "5N | 5",
        "123456789012345678901234567890 | 123456789012345678901234567890N",
        "1.50 | 1.5",
        "1.5e3 | 1.5E+3",
        "1e400 | 1E+400M",
        "1/4 | 0.25",
        "6/3 | 2.0",
        "\\a | \"a\"",
        "\\newline | \"\\n\"",
        "\\u0041 | \"A\"",
        "\"\\u00e4\\101\\n\" | \"äA\\n\"",
        "#inst \"2026-01-01\" | \"2026-01-01\"",
        "#{1 2} | [1 2]",
        "(1 2) | [1 2]",
        ":a.b/c | :a.b/c",
        "{:a 1, \"b\" [nil true]} | {:a 1, \"b\" [nil true]}",
        "[1 #_2 3] | [1 3]",
      })
  void values_of_every_kind_are_read(String source, String canonical) throws IOException {
    String text = "{:process 0 :type :invoke :f :write :value " + source + "}";
    Event event = Histories.read(HistoryFormat.EDN, text).get(0);
    assertThat(EdnValues.text(event.value())).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo",
        "#a.b.C 1",
        "1/3",
        "1/0",
        "##NaN",
        "010",
        "0x1F",
        "1.2.3",
        "\"\\q\"",
        "\"\\u12\"",
        "{:a}",
        "{:a 1 :a 2}",
        ":",
        "::a",
        "\\abc",
        "1e999999999",
        "#",
        "@x",
        "]"
      })
  void a_value_that_cannot_be_kept_exactly_is_rejected(String source) {
    String text = INVOKE + "\n{:process 0 :type :ok :f :read :value " + source + "}\n\n";
    assertThatThrownBy(() -> Histories.read(HistoryFormat.EDN, text))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageStartingWith("line 2: ");
  }

  @Test
  void tagged_independent_tuples_become_key_and_value() throws IOException {
    String text =
        "{:process 0 :type :invoke :f :write :value #jepsen.independent/tuple [:x [1 2]]}";
    Event event = Histories.read(HistoryFormat.EDN, text).get(0);
    assertThat(event.key()).isEqualTo(Value.keyword("x"));
    assertThat(event.value()).isEqualTo(Value.listOf(Value.of(1), Value.of(2)));
  }

  @Test
  void bare_tuples_are_told_by_a_read_even_after_writes() throws IOException {
    String text =
        """
        {:process 0 :type :invoke :f :write :value [3 1]}
        {:process 1 :type :invoke :f :cas :value [3 [1 2]]}
        {:process :nemesis :type :info :f :start :value [1 2]}
        {:process 2 :type :invoke :f :read :value [3 nil]}
        {:process 2 :type :ok :f :read :value [3 1]}
        """;
    List<Event> events = Histories.read(HistoryFormat.EDN, text);
    assertThat(events).extracting(Event::key).containsExactly(key(3), key(3), null, key(3), key(3));
    assertThat(events.get(1).value()).isEqualTo(Value.listOf(Value.of(1), Value.of(2)));
    assertThat(events.get(3).value()).isEqualTo(Value.NULL);
  }

  private static Value key(long key) {
    return Value.of(key);
  }

  @Test
  void lists_of_two_are_values_where_a_read_shows_that_there_are_no_tuples() throws IOException {
    String text =
        """
        {:process 0 :type :invoke :f :write :value [3 1]}
        {:process 2 :type :invoke :f :read :value nil}
        """;
    assertThat(Histories.read(HistoryFormat.EDN, text)).extracting(Event::key).containsOnlyNulls();
  }

  @Test
  void a_value_that_is_no_tuple_among_tuples_is_rejected() {
    String text =
        """
        {:process 0 :type :invoke :f :read :value [3 nil]}
        {:process 1 :type :invoke :f :write :value 3}
        """;
    assertThatThrownBy(() -> Histories.read(HistoryFormat.EDN, text))
        .hasMessageContaining("line 2");
  }
}
