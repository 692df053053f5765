package kv.spi;

/**
 * How a write ended, as its caller knows it. The words are the same in the SPI, in HTTP answers, in
 * logs and metrics, and in the histories of the consistency tests.
 */
public enum Outcome {
  APPLIED("applied"),
  /** Not applied, neither now nor later: to send it again is safe. */
  NOT_APPLIED("not-applied"),
  /** It may take effect, now or at any later time, or never. */
  UNKNOWN("unknown");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  /** As it is written outside Java. */
  public String word() {
    return word;
  }
}
