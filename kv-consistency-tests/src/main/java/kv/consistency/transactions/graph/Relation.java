package kv.consistency.transactions.graph;

import java.util.Locale;

/** Why one transaction must precede another (Adya's dependencies, and the two client orders). */
public enum Relation {
  /** The second overwrote what the first wrote. */
  WW(0),
  /** The second read what the first wrote. */
  WR(1),
  /** The second overwrote what the first read: an anti-dependency. */
  RW(2),
  /** One process executed the first before the second. */
  PROCESS(3),
  /** The first was over before the second began. */
  REALTIME(4);

  private final byte code;

  Relation(int code) {
    this.code = (byte) code;
  }

  int bit() {
    return 1 << code;
  }

  /** The name used in JSON and pictures. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The label of an edge. */
  byte code() {
    return code;
  }

  static Relation of(int code) {
    return switch (code) {
      case 0 -> WW;
      case 1 -> WR;
      case 2 -> RW;
      case 3 -> PROCESS;
      case 4 -> REALTIME;
      default -> throw new IllegalArgumentException("no relation has the code " + code);
    };
  }
}
