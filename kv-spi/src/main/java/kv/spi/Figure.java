package kv.spi;

import java.util.HashMap;
import java.util.Map;

/**
 * What a part of the store knows about itself, at the moment of asking: connections, queues, counts
 * of what it did. The server shows it among its metrics.
 *
 * @param name lower-case words, parted by dots, that say whose it is first: {@code
 *     cassandra.connections}; of a duration with {@code seconds} at the end, of sizes {@code bytes}
 * @param description for an operator, the same for all of one name
 * @param labels tell the figures of one name apart; all of one name have the same keys
 */
public record Figure(
    String name, String description, Kind kind, Map<String, String> labels, double value) {

  /** How its value moves. */
  public enum Kind {
    /** Up and down. */
    GAUGE,
    /** Only up, from 0 at the start. */
    COUNTER
  }

  public Figure {
    labels = Map.copyOf(labels);
  }

  public static Figure gauge(String name, String description, double value) {
    return new Figure(name, description, Kind.GAUGE, Map.of(), value);
  }

  public static Figure counter(String name, String description, double value) {
    return new Figure(name, description, Kind.COUNTER, Map.of(), value);
  }

  /** The same with one label more. */
  public Figure with(String label, String text) {
    Map<String, String> more = new HashMap<>(labels);
    more.put(label, text);
    return new Figure(name, description, kind, more, value);
  }
}
