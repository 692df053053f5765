package kv.consistency.history;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import kv.consistency.history.Value.Int;
import kv.consistency.history.Value.Items;
import kv.consistency.history.Value.Keyword;
import kv.consistency.history.Value.Text;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of one event as either format names them, and checks what every event must
 * have. Reused from event to event by its reader.
 */
final class EventBuilder {

  /** The fields of an event that are kept; a file may have others. */
  enum Field {
    INDEX,
    TIME,
    PROCESS,
    TYPE,
    F,
    KEY,
    VALUE,
    ERROR;

    /** The field of that name, or null for one that is not kept. */
    static @Nullable Field of(String name) {
      return switch (name) {
        case "index" -> INDEX;
        case "time" -> TIME;
        case "process" -> PROCESS;
        case "type" -> TYPE;
        case "f" -> F;
        case "key" -> KEY;
        case "value" -> VALUE;
        case "error" -> ERROR;
        default -> null;
      };
    }
  }

  /** What a nemesis event may have for a function; an operation must have a real one. */
  static final String NO_FUNCTION = "";

  private final Set<Field> seen = EnumSet.noneOf(Field.class);
  private long line;
  private long nextIndex;
  private long index;
  private long time;
  private int process;
  private @Nullable EventType type;
  private @Nullable String f;
  private @Nullable Value key;
  private Value value = Value.NULL;
  private @Nullable Value error;

  /** Starts the event on the given line. */
  void begin(long atLine) {
    line = atLine;
    seen.clear();
    index = nextIndex;
    time = Event.NO_TIME;
    type = null;
    f = null;
    key = null;
    value = Value.NULL;
    error = null;
  }

  void set(Field field, Value content) throws MalformedHistoryException {
    if (!seen.add(field)) {
      throw malformed("duplicate field " + nameOf(field));
    }
    switch (field) {
      case INDEX -> index = content == Value.NULL ? nextIndex : number(field, content);
      case TIME -> time = content == Value.NULL ? Event.NO_TIME : number(field, content);
      case PROCESS -> process = process(content);
      case TYPE -> type = type(content);
      case F -> f = function(content);
      case KEY -> key = content;
      case VALUE -> value = content;
      case ERROR -> error = content == Value.NULL ? null : content;
    }
  }

  /** A value that names its key, from a tuple of {@code jepsen.independent}. */
  void setTuple(Value tupleKey, Value content) throws MalformedHistoryException {
    set(Field.KEY, tupleKey);
    set(Field.VALUE, content);
  }

  Event build() throws MalformedHistoryException {
    if (!seen.contains(Field.PROCESS)) {
      throw malformed("no process");
    }
    if (type == null) {
      throw malformed("no type");
    }
    if (f == null || (f.equals(NO_FUNCTION) && process != Event.NEMESIS)) {
      throw malformed("no f");
    }
    nextIndex = index + 1;
    Value content = f.equals("txn") ? transaction(value) : value;
    return new Event(index, time, process, type, f, key, content, error);
  }

  private long number(Field field, Value content) throws MalformedHistoryException {
    if (content instanceof Int number && number.value() >= 0 && number.value() < Long.MAX_VALUE) {
      return number.value();
    }
    throw malformed(nameOf(field) + " is not a whole number of at least 0");
  }

  private int process(Value content) throws MalformedHistoryException {
    if (content instanceof Int number
        && number.value() >= 0
        && number.value() <= Integer.MAX_VALUE) {
      return (int) number.value();
    }
    if ("nemesis".equals(Value.name(content))) {
      return Event.NEMESIS;
    }
    throw malformed("process is neither nemesis nor a whole number from 0 to 2147483647");
  }

  private EventType type(Value content) throws MalformedHistoryException {
    String name = Value.name(content);
    if (name == null) {
      throw malformed("type is not a name");
    }
    return EventType.ofText(name).orElseThrow(() -> malformed("unknown type " + Excerpt.of(name)));
  }

  private String function(Value content) throws MalformedHistoryException {
    String name = Value.name(content);
    if (name != null) {
      return name;
    }
    if (content == Value.NULL) {
      return NO_FUNCTION;
    }
    throw malformed("f is not a name");
  }

  /** The function names of micro-operations are keywords, however the file writes them. */
  private static Value transaction(Value value) {
    if (!(value instanceof Items list)) {
      return value;
    }
    List<Value> operations = new ArrayList<>(list.values().size());
    boolean changed = false;
    for (Value operation : list.values()) {
      Value named = microOperation(operation);
      changed |= named != operation;
      operations.add(named);
    }
    return changed ? new Items(operations) : value;
  }

  private static Value microOperation(Value value) {
    if (value instanceof Items list
        && !list.values().isEmpty()
        && list.values().get(0) instanceof Text name
        && Keyword.isValid(name.value())) {
      List<Value> operation = new ArrayList<>(list.values());
      operation.set(0, new Keyword(name.value()));
      return new Items(operation);
    }
    return value;
  }

  private static String nameOf(Field field) {
    return field == Field.F ? "f" : field.name().toLowerCase(Locale.ROOT);
  }

  private MalformedHistoryException malformed(String reason) {
    return new MalformedHistoryException(line, reason);
  }
}
