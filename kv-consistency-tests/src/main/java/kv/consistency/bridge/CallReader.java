package kv.consistency.bridge;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.HistoryReader;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the events of a history: calls come in the order of their completions, and those that were
 * never completed at the end, in the order of their invocations. Nemesis events are left out.
 *
 * <p>Memory grows with the number of processes that have an operation open.
 */
public final class CallReader {
  private record Invocation(Event event, long line) {}

  private final HistoryReader events;
  private final Map<Integer, Invocation> open = new HashMap<>();
  private @Nullable Queue<Call> unfinished;

  public CallReader(HistoryReader events) {
    this.events = events;
  }

  /** The next call, or null at the end. */
  public @Nullable Call next() throws IOException {
    for (Event event = events.next(); event != null; event = events.next()) {
      if (event.isNemesis()) {
        continue;
      }
      if (event.type() == EventType.INVOKE) {
        open.put(event.process(), new Invocation(event, events.line()));
      } else {
        Invocation invocation = open.remove(event.process());
        if (invocation == null) {
          throw new IllegalStateException("an unvalidated history: completion without invocation");
        }
        return new Call(invocation.event(), event, events.line());
      }
    }
    if (unfinished == null) {
      unfinished = unfinished();
    }
    return unfinished.poll();
  }

  private Queue<Call> unfinished() {
    List<Invocation> rest = new ArrayList<>(open.values());
    rest.sort(Comparator.comparingLong(invocation -> invocation.event().index()));
    Queue<Call> calls = new ArrayDeque<>();
    rest.forEach(invocation -> calls.add(new Call(invocation.event(), null, invocation.line())));
    return calls;
  }
}
