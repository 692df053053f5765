package kv.consistency.history;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes events through, and rejects what no run can have recorded: a completion without an
 * invocation, or of another function or key than its invocation; a second operation of a process
 * whose first is open; an operation of a process after one of unknown outcome (that one may still
 * be running); time or index running backwards. Nemesis events only have to be in order. How far
 * time may seem to run backwards is {@link HistoryFormat#timeSlack}.
 *
 * <p>Memory grows with the number of processes, not of events.
 */
final class ValidatingReader implements HistoryReader {
  private record Open(String f, @Nullable Value key, long line) {}

  private final HistoryReader source;
  private final long timeSlack;
  private final Map<Integer, Open> open = new HashMap<>();
  private final Set<Integer> crashed = new HashSet<>();
  private long lastIndex = -1;
  private long lastTime = Event.NO_TIME;

  /**
   * @param timeSlack nanoseconds by which an event's time may lie before an earlier event's
   */
  ValidatingReader(HistoryReader source, long timeSlack) {
    this.source = source;
    this.timeSlack = timeSlack;
  }

  @Override
  public @Nullable Event next() throws IOException {
    Event event = source.next();
    if (event == null) {
      return null;
    }
    checkOrder(event);
    if (!event.isNemesis()) {
      checkProcess(event);
    }
    return event;
  }

  private void checkOrder(Event event) throws MalformedHistoryException {
    if (event.index() <= lastIndex) {
      throw malformed("index " + event.index() + " after index " + lastIndex);
    }
    lastIndex = event.index();
    if (event.time() != Event.NO_TIME) {
      if (event.time() < lastTime - timeSlack) {
        throw malformed("time runs backwards, from " + lastTime + " to " + event.time());
      }
      lastTime = Math.max(lastTime, event.time());
    }
  }

  private void checkProcess(Event event) throws MalformedHistoryException {
    int process = event.process();
    if (event.type() == EventType.INVOKE) {
      if (crashed.contains(process)) {
        throw malformed("process " + process + " acts again after an operation of unknown outcome");
      }
      Open earlier = open.put(process, new Open(event.f(), event.key(), line()));
      if (earlier != null) {
        throw malformed(
            "process "
                + process
                + " invokes an operation while that of line "
                + earlier.line()
                + " is open");
      }
      return;
    }
    Open invocation = open.remove(process);
    if (invocation == null) {
      throw malformed("process " + process + " completes an operation that it has not invoked");
    }
    if (!invocation.f().equals(event.f())) {
      throw malformed(
          "process "
              + process
              + " completes another function than it invoked on line "
              + invocation.line());
    }
    if (event.key() != null && !event.key().equals(invocation.key())) {
      throw malformed(
          "process "
              + process
              + " completes an operation on another key than it invoked on line "
              + invocation.line());
    }
    if (event.type() == EventType.INFO) {
      crashed.add(process);
    }
  }

  private MalformedHistoryException malformed(String reason) {
    return new MalformedHistoryException(line(), reason);
  }

  @Override
  public long line() {
    return source.line();
  }

  @Override
  public Optional<String> truncation() {
    return source.truncation();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
