package kv.consistency.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Histories of the tests, to and from strings. */
final class Histories {
  private Histories() {}

  static List<Event> read(HistoryFormat format, String text) throws IOException {
    return read(format, text.getBytes(StandardCharsets.UTF_8));
  }

  static List<Event> read(HistoryFormat format, byte[] bytes) throws IOException {
    try (HistoryReader reader = format.reader(new ByteArrayInputStream(bytes))) {
      return all(reader);
    }
  }

  static List<Event> all(HistoryReader reader) throws IOException {
    List<Event> events = new ArrayList<>();
    for (Event event = reader.next(); event != null; event = reader.next()) {
      events.add(event);
    }
    return events;
  }

  static byte[] write(HistoryFormat format, List<Event> events) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (HistoryWriter writer = format.writer(out)) {
      for (Event event : events) {
        writer.write(event);
      }
    }
    return out.toByteArray();
  }
}
