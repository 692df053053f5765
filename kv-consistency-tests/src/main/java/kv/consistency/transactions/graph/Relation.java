package kv.consistency.transactions.graph;

import java.util.Locale;

/** Why one transaction must precede another (Adya's dependencies, and the two client orders). */
public enum Relation {
  /** The second overwrote what the first wrote. */
  WW,
  /** The second read what the first wrote. */
  WR,
  /** The second overwrote what the first read: an anti-dependency. */
  RW,
  /** One process executed the first before the second. */
  PROCESS,
  /** The first was over before the second began. */
  REALTIME;

  private static final Relation[] VALUES = values();

  public int bit() {
    return 1 << ordinal();
  }

  /** The name used in JSON and pictures. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Relation of(int ordinal) {
    return VALUES[ordinal];
  }
}
