package kv.consistency.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a history in columns, in the order of their invocations: three numbers each,
 * and for the first {@value #DRAWN}, which are drawn, where and what to write beside them.
 *
 * <p>A row of the drawing is a client, not a process: a process never acts again after an outcome
 * that is unknown, and the one that goes on in its stead takes over its row.
 */
final class OperationLog {
  static final int DRAWN = 200_000;

  /** Functions with figures of their own; a hostile history may have any number. */
  private static final int MOST_FUNCTIONS = 12;

  private static final String OTHERS = "(others)";
  private static final int ENDINGS = Ending.values().length;

  private record Open(int number, Event invocation) {}

  private final LongColumn starts = new LongColumn();
  private final LongColumn durations = new LongColumn();
  private final LongColumn kinds = new LongColumn();
  private final LongColumn rows = new LongColumn();
  private final LongColumn processes = new LongColumn();
  private final LongColumn indexes = new LongColumn();
  private final LongColumn texts = new LongColumn();
  private final LongColumn errors = new LongColumn();
  private final Map<String, Integer> functions = new LinkedHashMap<>();
  private final Map<String, Integer> dictionary = new LinkedHashMap<>();
  private final Map<Integer, Open> open = new HashMap<>();
  private final Map<Integer, Integer> rowOfProcess = new HashMap<>();
  private final PriorityQueue<Integer> freeRows = new PriorityQueue<>();
  private int rowCount;

  OperationLog() {
    intern("");
  }

  void add(long time, Event event) {
    if (event.type() == EventType.INVOKE) {
      invoke(time, event);
    } else {
      complete(time, event);
    }
  }

  private void invoke(long time, Event event) {
    int number = starts.size();
    starts.add(time);
    durations.add(-1);
    kinds.add((long) function(event.f()) * ENDINGS + Ending.OPEN.code());
    int row = rowOfProcess.computeIfAbsent(event.process(), process -> newRow());
    if (number < DRAWN) {
      rows.add(row);
      processes.add(event.process());
      indexes.add(event.index());
      texts.add(0);
      errors.add(0);
    }
    open.put(event.process(), new Open(number, event));
  }

  private int newRow() {
    Integer free = freeRows.poll();
    return free != null ? free : rowCount++;
  }

  private void complete(long time, Event event) {
    Open begun = open.remove(event.process());
    if (begun == null) {
      throw new IllegalArgumentException("a completion without an invocation: " + event);
    }
    int number = begun.number();
    durations.set(number, time - starts.get(number));
    kinds.set(number, (long) function(number) * ENDINGS + Ending.of(event.type()).code());
    write(begun, event);
    if (event.type() == EventType.INFO) {
      Integer row = rowOfProcess.remove(event.process());
      if (row != null) {
        freeRows.add(row);
      }
    }
  }

  private void write(Open begun, @Nullable Event completion) {
    if (begun.number() < DRAWN) {
      texts.set(begun.number(), intern(OperationText.of(begun.invocation(), completion)));
      String error = completion == null ? "" : OperationText.error(completion.error());
      errors.set(begun.number(), intern(error));
    }
  }

  /** To be called once, after the last event. */
  void end() {
    for (Open begun : open.values()) {
      write(begun, null);
    }
    open.clear();
  }

  private int function(String name) {
    String kept = functions.size() < MOST_FUNCTIONS || functions.containsKey(name) ? name : OTHERS;
    return functions.computeIfAbsent(kept, each -> functions.size());
  }

  private int intern(String text) {
    return dictionary.computeIfAbsent(text, each -> dictionary.size());
  }

  int size() {
    return starts.size();
  }

  int drawn() {
    return rows.size();
  }

  int rowCount() {
    return rowCount;
  }

  long start(int number) {
    return starts.get(number);
  }

  /** Nanoseconds, or -1 if it never ended. */
  long duration(int number) {
    return durations.get(number);
  }

  int function(int number) {
    return (int) kinds.get(number) / ENDINGS;
  }

  Ending ending(int number) {
    return Ending.ofCode((int) kinds.get(number) % ENDINGS);
  }

  int row(int number) {
    return (int) rows.get(number);
  }

  int process(int number) {
    return (int) processes.get(number);
  }

  /** The number of the operation that the event of that index invoked, if it is drawn. */
  OptionalInt invokedBy(long index) {
    int low = 0;
    int high = indexes.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = indexes.get(middle);
      if (found == index) {
        return OptionalInt.of(middle);
      } else if (found < index) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return OptionalInt.empty();
  }

  /** Its place in {@link #texts}, as {@link #error} is. */
  int text(int number) {
    return (int) texts.get(number);
  }

  int error(int number) {
    return (int) errors.get(number);
  }

  List<String> texts() {
    return List.copyOf(dictionary.keySet());
  }

  /** Names by the numbers of {@link #function}. */
  List<String> functions() {
    return new ArrayList<>(functions.keySet());
  }
}
