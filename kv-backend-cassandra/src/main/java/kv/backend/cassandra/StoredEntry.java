package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;

/** How values and times stand in the columns that all layouts have. */
final class StoredEntry {

  /** What {@code expires} is where there is no time to live, so that conditions can compare. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * How long after its time an entry is dropped by Cassandra itself, should nobody have met it.
   * Clocks may differ by less.
   */
  static final Duration DISPOSAL = Duration.ofHours(1);

  /** Cassandra's own limit is 20 years. */
  static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(20 * 365).minus(DISPOSAL);

  private StoredEntry() {}

  /**
   * When an entry written now expires, in milliseconds of the epoch.
   *
   * @throws NotAppliedException as {@link Reason#INVALID} if that can't be counted
   */
  static long expiry(Optional<Duration> timeToLive, Instant now) {
    if (timeToLive.isEmpty()) {
      return NEVER;
    }
    if (timeToLive.get().compareTo(MAX_TIME_TO_LIVE) > 0) {
      throw new NotAppliedException(
          Reason.INVALID, "a time to live is at most %d days".formatted(MAX_TIME_TO_LIVE.toDays()));
    }
    // One more, since both ends are cut to the millisecond, and never early.
    return now.plus(timeToLive.get()).toEpochMilli() + 1;
  }

  /** The seconds after which Cassandra drops it by itself; 0 for never. */
  static int disposal(long expires, Instant now) {
    return expires == NEVER
        ? 0
        : (int)
            Math.max(1, Duration.ofMillis(expires - now.toEpochMilli()).plus(DISPOSAL).toSeconds());
  }

  static Optional<Instant> expires(long millis) {
    return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static Bytes value(Row row) {
    return bytes(Objects.requireNonNull(row.getByteBuffer("value")));
  }

  static String mediaType(Row row) {
    return Objects.requireNonNull(row.getString("media_type"));
  }

  static Instant modified(Row row) {
    return Objects.requireNonNull(row.getInstant("modified"));
  }

  static Bytes bytes(ByteBuffer buffer) {
    byte[] array = new byte[buffer.remaining()];
    buffer.duplicate().get(array);
    return Bytes.wrap(array);
  }

  /**
   * @throws NotAppliedException as {@link Reason#TOO_LARGE} if the value is
   */
  static void requireSize(long size, long limit) {
    if (size > limit) {
      throw new NotAppliedException(
          Reason.TOO_LARGE, "a value has at most %d bytes, not %d".formatted(limit, size));
    }
  }
}
