package kv.consistency.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** What is written is read back equal, in both formats and through both. */
class RoundTripTest {

  @Property(tries = 2000)
  void an_event_is_read_back_as_it_was_written(@ForAll("events") Event event) throws IOException {
    for (HistoryFormat format : HistoryFormat.values()) {
      byte[] bytes = Histories.write(format, List.of(event));
      assertThat(readUnchecked(format, bytes)).containsExactly(event);
    }
  }

  @Property(tries = 200)
  void a_history_survives_conversion_there_and_back(@ForAll("histories") List<Event> history)
      throws IOException {
    byte[] json = Histories.write(HistoryFormat.JSONL, history);
    byte[] edn = Histories.write(HistoryFormat.EDN, readUnchecked(HistoryFormat.JSONL, json));
    assertThat(readUnchecked(HistoryFormat.EDN, edn)).isEqualTo(history);
    assertThat(Histories.write(HistoryFormat.JSONL, readUnchecked(HistoryFormat.EDN, edn)))
        .isEqualTo(json);
  }

  @Property(tries = 500)
  void every_event_is_one_line(@ForAll("events") Event event) throws IOException {
    for (HistoryFormat format : HistoryFormat.values()) {
      byte[] bytes = Histories.write(format, List.of(event));
      assertThat(new String(bytes, StandardCharsets.UTF_8).lines()).hasSize(1);
    }
  }

  private static List<Event> readUnchecked(HistoryFormat format, byte[] bytes) throws IOException {
    try (HistoryReader reader = format.unchecked(new ByteArrayInputStream(bytes))) {
      return Histories.all(reader);
    }
  }

  /** Odd events are far from valid histories, but each of a list has a key, so none is a tuple. */
  @Provide
  Arbitrary<List<Event>> histories() {
    return events().list().ofMaxSize(20).map(RoundTripTest::reindexed);
  }

  private static List<Event> reindexed(List<Event> events) {
    List<Event> result = new ArrayList<>();
    for (Event e : events) {
      Value key = e.key() == null ? Value.NULL : e.key();
      result.add(
          new Event(
              result.size(), e.time(), e.process(), e.type(), e.f(), key, e.value(), e.error()));
    }
    return result;
  }

  @Provide
  Arbitrary<Event> events() {
    Arbitrary<Long> numbers = Arbitraries.longs().greaterOrEqual(0).lessOrEqual(Long.MAX_VALUE - 1);
    Arbitrary<String> functions =
        Arbitraries.oneOf(Arbitraries.of("read", "write", "cas", "append"), strings())
            .filter(f -> !f.isEmpty() && !f.equals("txn"));
    return Combinators.combine(
            numbers,
            numbers.injectNull(0.1),
            Arbitraries.integers().greaterOrEqual(0).injectNull(0.1),
            Arbitraries.of(EventType.class),
            functions,
            values().injectNull(0.5),
            values(),
            values().filter(v -> v != Value.NULL).injectNull(0.8))
        .as(
            (index, time, process, type, f, key, value, error) ->
                new Event(
                    index,
                    time == null ? Event.NO_TIME : time,
                    process == null ? Event.NEMESIS : process,
                    type,
                    f,
                    key,
                    tupleFree(value, key),
                    error));
  }

  /** An invocation of {@code [k nil]} without a key is a tuple by the rule of the EDN reader. */
  private static Value tupleFree(Value value, @Nullable Value key) {
    return key == null && value instanceof Value.Items list && list.values().size() == 2
        ? Value.of(false)
        : value;
  }

  private static Arbitrary<String> strings() {
    Arbitrary<Character> odd =
        Arbitraries.of('~', ':', '"', '\\', '\n', '\0', '\u007f', '\ud83d', '\ude00', '\u2028');
    return Arbitraries.oneOf(
        Arbitraries.strings().alpha().ofMaxLength(8),
        Arbitraries.strings().all().ofMaxLength(12),
        Arbitraries.chars().range('!', '~').list().ofMaxSize(6).map(RoundTripTest::join),
        odd.list().ofMaxSize(6).map(RoundTripTest::join),
        Arbitraries.of("~:a", "~~:a", "~:", "~:a b", "~#map", "nemesis", "", "nil", "~"));
  }

  private static String join(List<Character> characters) {
    StringBuilder text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }

  private static Arbitrary<Value> values() {
    return values(3);
  }

  private static Arbitrary<Value> values(int depth) {
    Arbitrary<Value> scalars =
        Arbitraries.oneOf(
            Arbitraries.just(Value.NULL),
            Arbitraries.of(true, false).map(Value::of),
            Arbitraries.longs().map(Value::of),
            Arbitraries.bigIntegers()
                .between(BigInteger.TWO.pow(200).negate(), BigInteger.TWO.pow(200))
                .map(Value::of),
            Arbitraries.doubles().map(d -> new Value.Decimal(BigDecimal.valueOf(d))),
            Arbitraries.bigDecimals().ofScale(30).map(Value.Decimal::new),
            strings().map(Value::of),
            strings().filter(Value.Keyword::isValid).map(Value::keyword));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<Value> inner = Arbitraries.lazy(() -> values(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(6, scalars),
        Tuple.of(1, inner.list().ofMaxSize(4).map(Value.Items::new)),
        Tuple.of(1, Arbitraries.maps(inner, inner).ofMaxSize(4).map(Value.Mapping::new)));
  }
}
