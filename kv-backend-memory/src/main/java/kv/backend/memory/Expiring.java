package kv.backend.memory;

import java.time.Instant;
import java.util.Optional;
import kv.spi.Bytes;

/** An entry with a time to live; ordered by when it ends, then by write. */
final class Expiring extends Stored implements Comparable<Expiring> {

  /** By the monotonic clock, in nanoseconds: decides. */
  final long deadline;

  /** By the wall clock, in milliseconds since 1970: for people. */
  private final long expires;

  Expiring(
      Bytes key,
      Bytes value,
      String mediaType,
      long write,
      long modified,
      long deadline,
      long expires) {
    super(key, value, mediaType, write, modified);
    this.deadline = deadline;
    this.expires = expires;
  }

  /** Whether its time is over at {@code now} on the monotonic clock, in nanoseconds. */
  boolean hasExpired(long now) {
    return deadline - now <= 0;
  }

  @Override
  Optional<Instant> expires() {
    return Optional.of(Instant.ofEpochMilli(expires));
  }

  /** By the sign of a difference, since the clock's origin is arbitrary and it may wrap around. */
  @Override
  public int compareTo(Expiring other) {
    int byDeadline = Long.signum(deadline - other.deadline);
    return byDeadline != 0 ? byDeadline : Long.compare(write, other.write);
  }

  /** There is one object for each write. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(write);
  }
}
