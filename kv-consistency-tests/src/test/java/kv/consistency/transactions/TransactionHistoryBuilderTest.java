package kv.consistency.transactions;

import static kv.consistency.history.EventType.FAIL;
import static kv.consistency.history.EventType.INFO;
import static kv.consistency.history.EventType.INVOKE;
import static kv.consistency.history.EventType.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.Value;
import kv.consistency.transactions.TransactionHistory.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no history of a workload's transactions is refused, at its event and by name. */
class TransactionHistoryBuilderTest {
  private static final TransactionWorkload LISTS = TransactionWorkload.LIST_APPEND;
  private static final TransactionWorkload REGISTERS = TransactionWorkload.RW_REGISTER;

  /** Events of which the last doesn't fit. */
  record Refused(String reason, TransactionWorkload workload, List<Event> events) {
    @Override
    public String toString() {
      return workload.text() + ": " + reason;
    }
  }

  private static Value value(String json) {
    String line = "{\"process\":0,\"type\":\"invoke\",\"f\":\"txn\",\"value\":" + json + "}";
    try (HistoryReader reader =
        HistoryFormat.JSONL.reader(
            new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)))) {
      return Objects.requireNonNull(reader.next()).value();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Event event(long index, int process, EventType type, String json) {
    return event(index, process, type, "txn", json);
  }

  private static Event event(long index, int process, EventType type, String f, String json) {
    return new Event(index, Event.NO_TIME, process, type, f, null, value(json), null);
  }

  private static Refused refused(String reason, TransactionWorkload workload, Event... events) {
    return new Refused(reason, workload, List.of(events));
  }

  /** A transaction that completes with the given operations. */
  private static Refused completed(String reason, TransactionWorkload workload, String json) {
    return refused(reason, workload, event(0, 0, INVOKE, "[]"), event(1, 0, OK, json));
  }

  static Stream<Refused> malformed() {
    String read = "[[\"r\",1,null]]";
    String order = "events are not in the order of their indexes";
    String shape = "its value is not a list of micro-operations";
    String three = "a micro-operation is not a list of three";
    String noList = "a read returns something that is no list";
    String nothing = "writes null, which means that nothing was written";
    return Stream.of(
        refused(order, LISTS, event(3, 0, INVOKE, read), event(3, 0, OK, read)),
        refused(order, LISTS, event(3, 0, INVOKE, read), event(2, 0, OK, read)),
        refused(order, LISTS, event(3, 0, INVOKE, read), event(3, Event.NEMESIS, INFO, "\"kill\"")),
        refused("f is read, not txn", LISTS, event(0, 0, INVOKE, "read", read)),
        refused(
            "f is write, not txn",
            REGISTERS,
            event(0, 0, INVOKE, read),
            event(1, 0, OK, "write", read)),
        refused(
            "its process has another transaction open",
            LISTS,
            event(0, 0, INVOKE, read),
            event(1, 1, INVOKE, read),
            event(2, 0, INVOKE, read)),
        refused("completes a transaction that was not invoked", LISTS, event(0, 0, OK, read)),
        refused("completes a transaction that was not invoked", LISTS, event(0, 0, INFO, read)),
        refused(
            "completes a transaction that was not invoked",
            LISTS,
            event(0, 0, INVOKE, read),
            event(1, 0, FAIL, read),
            event(2, 0, FAIL, read)),
        completed(shape, LISTS, "null"),
        completed(shape, LISTS, "7"),
        completed(shape, LISTS, "{\"r\":1}"),
        refused(shape, LISTS, event(0, 0, INVOKE, "null"), event(1, 0, INFO, "null")),
        completed(three, LISTS, "[7]"),
        completed(three, LISTS, "[[\"r\",1]]"),
        completed(three, LISTS, "[[\"r\",1,null,null]]"),
        completed(three, LISTS, "[[\"r\",1,null],[]]"),
        completed("a micro-operation is neither r nor append", LISTS, "[[\"w\",1,2]]"),
        completed("a micro-operation is neither r nor w", REGISTERS, "[[\"append\",1,2]]"),
        completed("a micro-operation is neither r nor append", LISTS, "[[7,1,2]]"),
        completed("a micro-operation is neither r nor append", LISTS, "[[null,1,2]]"),
        completed(nothing, LISTS, "[[\"append\",1,null]]"),
        completed(nothing, REGISTERS, "[[\"r\",1,2],[\"w\",1,null]]"),
        refused(
            nothing, REGISTERS, event(0, 0, INVOKE, "[[\"w\",1,null]]"), event(1, 0, FAIL, "null")),
        completed(noList, LISTS, "[[\"r\",1,2]]"),
        completed(noList, LISTS, "[[\"r\",1,\"[1 2]\"]]"),
        completed(noList, LISTS, "[[\"r\",1,{\"1\":2}]]"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void event_that_does_not_fit_is_refused_by_its_index_and_the_reason(Refused refused)
      throws UnfitHistoryException {
    TransactionHistoryBuilder builder = new TransactionHistoryBuilder(refused.workload());
    int last = refused.events().size() - 1;
    for (Event event : refused.events().subList(0, last)) {
      builder.add(event);
    }
    Event unfit = refused.events().get(last);
    String reason = "does not fit " + refused.workload().text() + ": " + refused.reason();
    assertThatThrownBy(() -> builder.add(unfit))
        .isInstanceOfSatisfying(
            UnfitHistoryException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage("event " + unfit.index() + ": " + reason);
  }

  @Test
  void transaction_that_never_ends_is_refused_at_its_invocation() throws UnfitHistoryException {
    TransactionHistoryBuilder builder = new TransactionHistoryBuilder(LISTS);
    builder.add(event(4, 0, INVOKE, "[[\"append\",1]]"));
    builder.add(event(5, 1, INVOKE, "[[\"append\",1,1]]"));
    assertThatThrownBy(builder::build)
        .isInstanceOf(UnfitHistoryException.class)
        .hasMessage("event 4: does not fit list-append: a micro-operation is not a list of three");
  }

  private static TransactionHistory history(TransactionWorkload workload, Event... events)
      throws UnfitHistoryException {
    TransactionHistoryBuilder builder = new TransactionHistoryBuilder(workload);
    for (Event event : events) {
      builder.add(event);
    }
    return builder.build();
  }

  @Test
  void near_misses_are_accepted() throws UnfitHistoryException {
    TransactionHistory history =
        history(
            LISTS,
            event(2, 0, INVOKE, "[[\"append\",\"x\",{\"a\":1}],[\"r\",null,null]]"),
            event(5, Event.NEMESIS, INFO, "read", "7"),
            event(9, 1, INVOKE, "[]"),
            event(10, 0, OK, "[[\"append\",\"x\",{\"a\":1}],[\"r\",null,[]]]"),
            event(11, 0, INVOKE, "[[\"r\",\"x\",null]]"),
            event(12, 0, FAIL, "null"),
            event(13, 0, INVOKE, "[[\"r\",\"x\",null]]"),
            event(14, 0, INFO, "\"timeout\""));
    assertThat(history.size()).isEqualTo(4);
    assertThat(history.keys()).isEqualTo(2);
    assertThat(Stream.of(0, 1, 2, 3).map(history::outcome))
        .containsExactly(Outcome.OK, Outcome.INFO, Outcome.FAIL, Outcome.INFO);
    assertThat(history.microOperations(0))
        .containsExactly(
            Value.listOf(Value.keyword("append"), Value.of("x"), value("{\"a\":1}")),
            Value.listOf(Value.keyword("r"), Value.NULL, value("[]")));
    assertThat(history.microOperations(1)).isEmpty();
    assertThat(history.microOperations(3)).hasSize(1);
  }

  @Test
  void operations_of_one_transaction_on_one_key_are_linked_in_order() throws UnfitHistoryException {
    String operations = "[[\"w\",1,1],[\"w\",2,1],[\"r\",1,1],[\"r\",3,null],[\"w\",1,2]]";
    TransactionHistory history =
        history(
            REGISTERS,
            event(0, 0, INVOKE, operations),
            event(1, 0, OK, operations),
            event(2, 0, INVOKE, "[[\"r\",1,null]]"),
            event(3, 0, OK, "[[\"r\",1,2]]"));
    assertThat(Stream.of(0, 1, 2, 3, 4, 5).map(history::before))
        .containsExactly(-1, -1, 0, -1, 2, -1);
    assertThat(Stream.of(0, 1, 2, 3, 4, 5).map(history::after))
        .containsExactly(2, -1, 4, -1, -1, -1);
    assertThat(history.isOverwritten(0)).isTrue();
    assertThat(history.isOverwritten(4)).isFalse();
  }
}
