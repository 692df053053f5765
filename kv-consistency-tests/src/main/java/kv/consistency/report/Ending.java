package kv.consistency.report;

import kv.consistency.history.EventType;

/** How an operation ended. */
enum Ending {
  OK(0),
  FAIL(1),
  INFO(2),
  /** Not before the history did. */
  OPEN(3);

  private final int code;

  Ending(int code) {
    this.code = code;
  }

  /** The number by which the page's scripts know it. */
  int code() {
    return code;
  }

  static Ending ofCode(int code) {
    return switch (code) {
      case 0 -> OK;
      case 1 -> FAIL;
      case 2 -> INFO;
      case 3 -> OPEN;
      default -> throw new IllegalArgumentException("no ending: " + code);
    };
  }

  static Ending of(EventType completion) {
    return switch (completion) {
      case OK -> OK;
      case FAIL -> FAIL;
      case INFO -> INFO;
      case INVOKE -> throw new IllegalArgumentException("an invocation is no end");
    };
  }
}
