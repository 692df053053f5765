package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.Value;

/**
 * Histories as tests write them, a transaction a line: process, moments of invocation and end, how
 * it ended, and its operations. At equal moments invocations come first.
 *
 * <pre>
 * p0 0-3 ok   append x 1, r y [1 2]
 * p1 1-2 fail w x 3, r y nil
 * </pre>
 */
final class HistoryText {
  private static final Pattern LINE =
      Pattern.compile("p(\\d+) +(\\d+)-(\\d+) +(ok|fail|info) +(.*)");
  private static final Pattern OPERATION =
      Pattern.compile("(append|w|r) (\\w+) (nil|-?\\w+|\\[[^]]*])");

  private record Moment(int at, int process, EventType type, Value operations) {}

  private HistoryText() {}

  static List<Event> events(String text) {
    List<Moment> moments = new ArrayList<>();
    for (String line : text.strip().split("\n", -1)) {
      Matcher matcher = LINE.matcher(line.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException("no transaction: " + line);
      }
      int process = Integer.parseInt(matcher.group(1));
      Value operations = operations(matcher.group(5));
      moments.add(
          new Moment(Integer.parseInt(matcher.group(2)), process, EventType.INVOKE, operations));
      EventType end = EventType.ofText(matcher.group(4)).orElseThrow();
      moments.add(new Moment(Integer.parseInt(matcher.group(3)), process, end, operations));
    }
    moments.sort(
        Comparator.comparingInt(Moment::at)
            .thenComparing(moment -> moment.type() == EventType.INVOKE ? 0 : 1));
    List<Event> events = new ArrayList<>();
    for (Moment moment : moments) {
      events.add(
          new Event(
              events.size(),
              moment.at(),
              moment.process(),
              moment.type(),
              "txn",
              null,
              moment.operations(),
              null));
    }
    return events;
  }

  private static Value operations(String text) {
    List<Value> operations = new ArrayList<>();
    Matcher matcher = OPERATION.matcher(text);
    int end = 0;
    while (matcher.find()) {
      if (!text.substring(end, matcher.start()).matches("(, *)?")) {
        throw new IllegalArgumentException("no operations: " + text);
      }
      end = matcher.end();
      operations.add(
          Value.listOf(
              Value.keyword(matcher.group(1)),
              Value.keyword(matcher.group(2)),
              operand(matcher.group(3))));
    }
    if (end != text.length()) {
      throw new IllegalArgumentException("no operations: " + text);
    }
    return new Value.Items(operations);
  }

  private static Value operand(String text) {
    if (!text.startsWith("[")) {
      return text.equals("nil") ? Value.NULL : scalar(text);
    }
    String inside = text.substring(1, text.length() - 1).strip();
    List<Value> elements = new ArrayList<>();
    if (!inside.isEmpty()) {
      for (String element : inside.split(" +", -1)) {
        elements.add(scalar(element));
      }
    }
    return new Value.Items(elements);
  }

  private static Value scalar(String text) {
    return text.matches("-?\\d+") ? Value.of(Long.parseLong(text)) : Value.of(text);
  }

  static TransactionHistory history(TransactionWorkload workload, String text) {
    return history(workload, events(text));
  }

  static TransactionHistory history(TransactionWorkload workload, List<Event> events) {
    TransactionHistoryBuilder builder = new TransactionHistoryBuilder(workload);
    try {
      for (Event event : events) {
        builder.add(event);
      }
      return builder.build();
    } catch (UnfitHistoryException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
