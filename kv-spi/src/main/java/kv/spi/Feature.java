package kv.spi;

/** What a backend may or may not offer. What it lacks is refused, never silently weakened. */
public enum Feature {
  /** Decides preconditions other than {@link Precondition#none}. */
  CONDITIONAL_WRITES,
  /** Lists keys by prefix in the order of their bytes. */
  LISTING,
  /** Honours a time to live. */
  TIME_TO_LIVE,
  /** Keeps an applied write until it is overwritten, deleted or expired; a cache does not. */
  RETENTION,
  /** Says whether a put replaced something and whether a delete found something. */
  REPORTS_PREVIOUS
}
