package kv.http.limit;

import java.time.Duration;

/**
 * How long something may take to pass: a time to begin with, and more for each byte that passed.
 *
 * @param bytesPerSecond that earn another second; 0 is none
 */
public record Pace(Duration timeout, long bytesPerSecond) {

  /** Whether {@code nanos} is too long for so few bytes. */
  public boolean isTooSlow(long nanos, long bytes) {
    double earned = bytesPerSecond == 0 ? 0 : (double) bytes / (double) bytesPerSecond * 1e9;
    return (double) (nanos - timeout.toNanos()) > earned;
  }
}
