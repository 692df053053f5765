package kv.consistency.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kv.consistency.client.Answer;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryReader;
import kv.consistency.history.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded of an operation is what is known of it, and one operation is one request. */
class RecordingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String OK = "HTTP/1.1 204 No Content\r\nETag: \"1\"\r\n\r\n";
  private static final String NOT_APPLIED =
      "HTTP/1.1 503 Service Unavailable\r\nKv-Outcome: not-applied\r\nContent-Length: 0\r\n\r\n";
  private static final String UNKNOWN =
      "HTTP/1.1 504 Gateway Timeout\r\nKv-Outcome: unknown\r\nContent-Length: 0\r\n\r\n";
  private static final String SILENT =
      "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

  @TempDir private Path directory;

  @Test
  void a_request_whose_connection_is_dropped_is_sent_once_and_its_end_is_unknown()
      throws IOException {
    try (DroppingServer server = DroppingServer.start(0, OK)) {
      List<Event> events = record(server, caller -> times(10, () -> put(caller)));

      assertThat(server.requests()).isEqualTo(10);
      assertThat(completions(events)).hasSize(10).containsOnly(EventType.INFO);
    }
  }

  @Test
  void a_connection_that_is_kept_and_then_dropped_costs_one_operation_each_and_no_second_request()
      throws IOException {
    try (DroppingServer server = DroppingServer.start(3, OK)) {
      List<Event> events = record(server, caller -> times(20, () -> put(caller)));

      assertThat(server.requests()).isEqualTo(20);
      assertThat(completions(events)).contains(EventType.OK, EventType.INFO);
    }
  }

  @Test
  void a_read_whose_connection_is_dropped_is_sent_once_and_has_failed() throws IOException {
    try (DroppingServer server = DroppingServer.start(0, OK)) {
      List<Event> events = record(server, caller -> times(10, () -> get(caller)));

      assertThat(server.requests()).isEqualTo(10);
      assertThat(completions(events)).containsOnly(EventType.FAIL);
    }
  }

  @Test
  void what_could_not_be_sent_has_failed() throws IOException {
    DroppingServer server = DroppingServer.start(0, OK);
    server.close();

    List<Event> events = record(server, caller -> times(3, () -> put(caller)));

    assertThat(completions(events)).hasSize(3).containsOnly(EventType.FAIL);
  }

  @Test
  void an_error_ends_a_write_as_its_outcome_says_and_as_unknown_where_it_says_nothing()
      throws IOException {
    Map<String, EventType> ends =
        Map.of(
            OK, EventType.OK,
            NOT_APPLIED, EventType.FAIL,
            UNKNOWN, EventType.INFO,
            SILENT, EventType.INFO);
    for (Map.Entry<String, EventType> end : ends.entrySet()) {
      try (DroppingServer server = DroppingServer.start(1, end.getKey())) {
        assertThat(completions(record(server, RecordingTest::put)))
            .as(end.getKey())
            .containsExactly(end.getValue());
      }
    }
  }

  @Test
  void a_process_never_acts_again_after_an_operation_of_unknown_outcome() throws IOException {
    try (DroppingServer server = DroppingServer.start(0, OK)) {
      List<Event> events = record(server, caller -> times(5, () -> put(caller)));

      Set<Integer> processes = new TreeSet<>();
      events.forEach(event -> processes.add(event.process()));
      assertThat(processes).hasSize(5);
    }
  }

  @Test
  @Timeout(60)
  void what_was_flushed_can_be_read_while_the_recording_goes_on() throws Exception {
    Path file = directory.resolve("history.jsonl");
    try (Recording recording = Recording.to(file, System::nanoTime);
        DroppingServer server = DroppingServer.start(100, OK);
        Caller caller = new Caller(recording, server.base(), PATIENCE)) {
      put(caller);
      List<Event> events = read(file);
      while (events.size() < 2) { // A flush may fall between the invocation and its completion.
        Thread.onSpinWait();
        events = read(file);
      }

      assertThat(completions(events)).containsExactly(EventType.OK);
    }
  }

  private interface Doing {
    void with(Caller caller);
  }

  private List<Event> record(DroppingServer server, Doing doing) throws IOException {
    Path file = directory.resolve("history.jsonl");
    try (Recording recording = Recording.to(file, System::nanoTime);
        Caller caller = new Caller(recording, server.base(), PATIENCE)) {
      doing.with(caller);
    }
    return read(file);
  }

  /** By the reader that rejects what no run can have recorded. */
  private static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    try (HistoryReader reader = HistoryFormat.JSONL.reader(Files.newInputStream(file))) {
      for (Event event = reader.next(); event != null; event = reader.next()) {
        events.add(event);
      }
    }
    return events;
  }

  private static void times(int number, Runnable action) {
    for (int i = 0; i < number; i++) {
      action.run();
    }
  }

  private static void put(Caller caller) {
    caller.write(
        "write",
        Value.of("k"),
        Value.of(1),
        client -> {
          Answer answer = client.put("k", "1");
          return answer.isSuccess() ? Completion.ok(Value.NULL) : Caller.refused(answer);
        });
  }

  private static void get(Caller caller) {
    caller.read(
        "read",
        Value.of("k"),
        Value.NULL,
        client -> {
          Answer answer = client.get("k");
          return answer.isSuccess() ? Completion.ok(Value.NULL) : Completion.fail(answer.words());
        });
  }

  private static List<EventType> completions(List<Event> events) {
    return events.stream().map(Event::type).filter(type -> type != EventType.INVOKE).toList();
  }
}
