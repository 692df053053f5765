package kv.consistency.history;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import kv.consistency.history.EventBuilder.Field;
import kv.consistency.history.Value.Items;
import kv.consistency.history.Value.Keyword;
import org.jspecify.annotations.Nullable;

/**
 * Reads Jepsen's histories: op maps, plain or tagged as records, one after another or in one vector
 * or list.
 *
 * <p>Tuples of {@code jepsen.independent} become a key and a value. Where they carry their tag that
 * is plain. Older Jepsens print them as bare vectors, and then the first client invocation that
 * tells decides for the whole history: a read's {@code nil} says that there are no tuples, a {@code
 * [k nil]} that everything is one. (A write of {@code [1 2]} tells nothing: it may be a value.) A
 * history in which none of the first {@value #LOOKAHEAD} events tells has no tuples.
 */
final class EdnHistoryReader implements HistoryReader {
  private static final int LOOKAHEAD = 1024;

  private record Located(Event event, long line) {}

  private final InputStream in;
  private final EdnParser parser;
  private final EventBuilder builder = new EventBuilder();
  private final Deque<Located> ahead = new ArrayDeque<>();
  private @Nullable Boolean tuples;
  private boolean begun;
  private boolean ended;
  private int closing = -1;
  private boolean anyEvent;
  private long eventLine;
  private long line;
  private @Nullable String truncation;

  EdnHistoryReader(InputStream in) {
    this.in = in;
    parser = new EdnParser(in);
  }

  @Override
  public @Nullable Event next() throws IOException {
    if (tuples == null) {
      lookAhead();
    }
    Located waiting = ahead.poll();
    Event event = waiting == null ? parse() : waiting.event();
    if (event == null) {
      return null;
    }
    line = waiting == null ? eventLine : waiting.line();
    return Boolean.TRUE.equals(tuples) ? split(event) : event;
  }

  private void lookAhead() throws IOException {
    while (tuples == null && ahead.size() < LOOKAHEAD) {
      Event event = parse();
      if (event == null) {
        break;
      }
      ahead.add(new Located(event, eventLine));
      tuples = tells(event);
    }
    if (tuples == null) {
      tuples = false;
    }
  }

  private static @Nullable Boolean tells(Event event) {
    if (event.isNemesis() || event.type() != EventType.INVOKE) {
      return null;
    }
    if (event.key() != null || event.value() == Value.NULL) {
      return false;
    }
    boolean tuple =
        event.value() instanceof Items pair
            && pair.values().size() == 2
            && pair.values().get(1) == Value.NULL
            && !event.f().equals("cas");
    return tuple ? true : null;
  }

  private Event split(Event event) throws MalformedHistoryException {
    if (event.isNemesis() || event.key() != null) {
      return event;
    }
    if (event.value() instanceof Items pair && pair.values().size() == 2) {
      return new Event(
          event.index(),
          event.time(),
          event.process(),
          event.type(),
          event.f(),
          pair.values().get(0),
          pair.values().get(1),
          event.error());
    }
    throw new MalformedHistoryException(
        line, "the history is of [key value] tuples, and this value is none");
  }

  private @Nullable Event parse() throws IOException {
    if (ended) {
      return null;
    }
    eventLine = parser.line();
    try {
      Event event = nextForm();
      anyEvent |= event != null;
      ended = event == null;
      return event;
    } catch (TruncatedException e) {
      ended = true;
      if (!anyEvent || e.line() != eventLine) {
        throw new MalformedHistoryException(
            eventLine, "this form is not closed before the input ends (line " + e.line() + ")");
      }
      truncation = "line " + eventLine + " is incomplete and was dropped";
      return null;
    } catch (MalformedHistoryException e) {
      ended = true;
      throw e;
    }
  }

  private @Nullable Event nextForm() throws IOException {
    if (!begun) {
      begun = true;
      parser.skipByteOrderMark();
      open();
    }
    int c = parser.skipBlank();
    eventLine = parser.line();
    if (c == -1) {
      return endOfInput();
    }
    if (c == closing) {
      parser.consume();
      if (parser.skipBlank() != -1) {
        throw parser.malformed("something follows the end of the history");
      }
      return null;
    }
    if (c == '#') {
      parser.tag();
      c = parser.skipBlank();
    }
    if (c == -1) {
      throw new TruncatedException(parser.line());
    }
    if (c != '{') {
      throw parser.malformed("an event is a map");
    }
    return event();
  }

  /** Enters the vector or list that holds the history, if one does. */
  private void open() throws IOException {
    int first = parser.skipBlank();
    if (first == '[' || first == '(') {
      parser.consume();
      closing = first == '[' ? ']' : ')';
    }
  }

  private @Nullable Event endOfInput() {
    if (closing != -1) {
      truncation = "the history's last line has no closing '" + (char) closing + "'";
    }
    return null;
  }

  private Event event() throws IOException {
    builder.begin(eventLine);
    parser.consume();
    for (int c = parser.skipBlank(); c != '}'; c = parser.skipBlank()) {
      Field field =
          parser.readLenient() instanceof Keyword keyword ? Field.of(keyword.name()) : null;
      if (parser.skipBlank() == '}') {
        throw parser.malformed("a map with a key without a value");
      }
      if (field == null) {
        parser.readLenient();
      } else {
        read(field);
      }
    }
    parser.consume();
    return builder.build();
  }

  private void read(Field field) throws IOException {
    Value value = field == Field.ERROR ? parser.readLenient() : parser.read();
    if (field == Field.VALUE && parser.wasTuple(value) && value instanceof Items pair) {
      builder.setTuple(pair.values().get(0), pair.values().get(1));
    } else {
      builder.set(field, value);
    }
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public Optional<String> truncation() {
    return Optional.ofNullable(truncation);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
