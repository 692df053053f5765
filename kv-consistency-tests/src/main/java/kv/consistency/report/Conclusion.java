package kv.consistency.report;

import java.util.Locale;

/** What a check, or a run as a whole, came to. */
public enum Conclusion {
  VALID,
  INVALID,
  /** Out of time or memory, or too little was seen: never guessed. */
  UNKNOWN,
  /** The harness failed, or the run tested nothing: says nothing of the store. */
  BROKEN;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The word in files and on pages. */
  public String text() {
    return text;
  }
}
