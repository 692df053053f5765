package kv.backend.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import kv.spi.Version;
import org.jspecify.annotations.Nullable;

/**
 * A key in the layout {@link Layout#SERIAL} as a SERIAL read or a condition that failed shows it.
 *
 * @param version of what is there, null where nothing is
 * @param expires when that ends, in milliseconds, or {@link StoredEntry#NEVER}
 * @param incarnation of the row of {@code key_index} that makes it listed
 * @param fence what last made the key absent, as far as that is remembered
 */
record SerialState(
    @Nullable UUID version, long expires, @Nullable UUID incarnation, @Nullable UUID fence) {

  static final SerialState NOTHING = new SerialState(null, StoredEntry.NEVER, null, null);

  /** The columns that {@link #of} reads, which every condition must name. */
  static final String COLUMNS = "version, expires, incarnation, fence";

  static SerialState of(@Nullable Row row) {
    if (row == null || !row.getColumnDefinitions().contains("version")) {
      return NOTHING;
    }
    return new SerialState(
        row.getUuid("version"),
        row.isNull("expires") ? StoredEntry.NEVER : row.getLong("expires"),
        row.getUuid("incarnation"),
        row.getUuid("fence"));
  }

  /** Whether there is something whose time is over. */
  boolean hasExpired(Instant now) {
    return version != null && expires != StoredEntry.NEVER && expires <= now.toEpochMilli();
  }

  boolean isForEver() {
    return version != null && expires == StoredEntry.NEVER;
  }

  Optional<Version> publicVersion() {
    return Optional.ofNullable(version).map(Ids::version);
  }
}
