package kv.consistency.history;

import java.util.Locale;
import java.util.Optional;

/** What an event says of its operation. */
public enum EventType {
  /** A process starts an operation. */
  INVOKE,
  /** The operation was applied. */
  OK,
  /** The operation was certainly not applied, and never will be. */
  FAIL,
  /** Unknown: the operation may take effect at any later time, or never. */
  INFO;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The name in files: {@code invoke}, {@code ok}, {@code fail} or {@code info}. */
  public String text() {
    return text;
  }

  /** The type with the given name in files, if there is one. */
  public static Optional<EventType> ofText(String text) {
    return switch (text) {
      case "invoke" -> Optional.of(INVOKE);
      case "ok" -> Optional.of(OK);
      case "fail" -> Optional.of(FAIL);
      case "info" -> Optional.of(INFO);
      default -> Optional.empty();
    };
  }
}
