package kv.spi.locked;

import java.time.Instant;
import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.Row;
import kv.spi.Row.Content;
import kv.spi.Row.Deleted;
import kv.spi.Row.Present;

/** The values that simulated clients write: small numbers, as the sizes of their contents. */
final class Values {

  static final int ABSENT = 0;

  private Values() {}

  static Content content(int value, Optional<Instant> expires) {
    return new Present("n/n", value, Instant.EPOCH, expires, Optional.of(Bytes.EMPTY));
  }

  static int of(Row row) {
    return row.content() instanceof Present present ? (int) present.size() : ABSENT;
  }

  static Row without(Row row) {
    return row.content() instanceof Present present
        ? new Row(
            row.token(),
            row.origin(),
            new Present(
                present.mediaType(),
                present.size(),
                present.modified(),
                present.expires(),
                Optional.empty()))
        : row;
  }

  static boolean isDelete(Row row) {
    return row.content() == Deleted.DELETED;
  }
}
