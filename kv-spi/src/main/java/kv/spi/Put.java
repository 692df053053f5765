package kv.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A request to store a value.
 *
 * @param ttl how long it is to live, above zero; empty for ever. A backend that can't count that
 *     far refuses it as {@link NotAppliedException.Reason#INVALID}
 */
public record Put(Key key, Value value, Precondition precondition, Optional<Duration> ttl) {

  /**
   * @throws IllegalArgumentException if {@code ttl} is zero or negative
   */
  public Put {
    if (ttl.isPresent() && (ttl.get().isZero() || ttl.get().isNegative())) {
      throw new IllegalArgumentException("a time to live is above zero, not " + ttl.get());
    }
  }

  /** Stores {@code value} under {@code key} for ever, whatever was there before. */
  public static Put of(Key key, Value value) {
    return new Put(key, value, Precondition.none(), Optional.empty());
  }

  public Put when(Precondition condition) {
    return new Put(key, value, condition, ttl);
  }

  public Put expiringAfter(Duration timeToLive) {
    return new Put(key, value, precondition, Optional.of(timeToLive));
  }
}
