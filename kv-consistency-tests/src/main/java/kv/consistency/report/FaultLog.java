package kv.consistency.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kv.consistency.history.EdnValues;
import kv.consistency.history.Event;
import kv.consistency.history.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a history's nemesis events tell: faults, whose beginning, effect and end are joined by their
 * id, and the phases of the run.
 */
final class FaultLog {
  private static final int MOST = 2000;

  /** A moment with a name: a phase that begins, or what another harness's nemesis said. */
  record Mark(long time, String name) {}

  private final List<Fault> faults = new ArrayList<>();
  private final Map<Value, Integer> places = new HashMap<>();
  private final List<Mark> marks = new ArrayList<>();
  private int left;

  void add(long time, Event event) {
    String phase = event.value() instanceof Value.Mapping m ? name(field(m, "phase")) : null;
    if (phase == null) {
      mark(time, event.f());
    } else if (event.f().equals("phase")) {
      mark(time, phase);
    } else {
      fault(time, event.f(), phase, (Value.Mapping) event.value());
    }
  }

  private void mark(long time, String name) {
    if (marks.size() < MOST) {
      marks.add(new Mark(time, Figure.cut(name)));
    } else {
      left++;
    }
  }

  private void fault(long time, String kind, String phase, Value.Mapping told) {
    Value id = Value.listOf(Value.of(kind), field(told, "id"));
    Integer place = places.get(id);
    if (place == null) {
      // Whatever comes first begins it: the history may have lost its beginning.
      if (faults.size() == MOST) {
        left++;
        return;
      }
      place = faults.size();
      places.put(id, place);
      faults.add(
          new Fault(
              Figure.cut(kind), hosts(told), words(told), time, Fault.NEVER, Fault.NEVER, false));
    }
    Fault fault = faults.get(place);
    switch (phase) {
      case "effective" -> faults.set(place, fault.effectiveAt(time, words(told)));
      case "healed" -> faults.set(place, fault.endedAt(time, false, words(told)));
      case "failed" -> faults.set(place, fault.endedAt(time, true, words(told)));
      default -> {}
    }
  }

  private static List<String> hosts(Value.Mapping told) {
    if (field(told, "on") instanceof Value.Items hosts) {
      return hosts.values().stream().map(FaultLog::text).toList();
    }
    return List.of();
  }

  private static String words(Value.Mapping told) {
    Value words = field(told, "words");
    return words == Value.NULL ? "" : text(words);
  }

  private static String text(Value value) {
    String name = Value.name(value);
    return Figure.cut(name != null ? name : EdnValues.text(value));
  }

  private static @Nullable String name(Value value) {
    return Value.name(value);
  }

  private static Value field(Value.Mapping mapping, String name) {
    Value value = mapping.entries().get(Value.of(name));
    if (value == null && Value.Keyword.isValid(name)) {
      value = mapping.entries().get(Value.keyword(name));
    }
    return value == null ? Value.NULL : value;
  }

  /** In the order in which they began. */
  List<Fault> faults() {
    return List.copyOf(faults);
  }

  List<Mark> marks() {
    return List.copyOf(marks);
  }

  /** How many events there was no room for. */
  int left() {
    return left;
  }
}
