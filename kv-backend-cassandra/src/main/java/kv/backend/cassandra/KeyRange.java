package kv.backend.cassandra;

import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.ListQuery.Position;

/**
 * The keys from {@code from}, itself included, up to {@code to}, excluded.
 *
 * @param to empty where there is no end
 */
record KeyRange(Bytes from, Optional<Bytes> to) {

  /** What starts with {@code prefix} and comes after {@code after}; empty if nothing can. */
  static Optional<KeyRange> of(Bytes prefix, Optional<Position> after) {
    Optional<Bytes> from =
        after.isEmpty()
            ? Optional.of(prefix)
            : after.get().pastGroup()
                ? pastAll(after.get().bytes())
                : Optional.of(next(after.get().bytes()));
    Optional<Bytes> to = pastAll(prefix);
    return from.filter(start -> to.isEmpty() || start.compareTo(to.get()) < 0)
        .map(start -> new KeyRange(start, to));
  }

  /** What of this comes after {@code key}. */
  KeyRange after(Bytes key) {
    return new KeyRange(next(key), to);
  }

  /** The first byte string after {@code bytes}. */
  private static Bytes next(Bytes bytes) {
    byte[] longer = new byte[bytes.length() + 1];
    System.arraycopy(bytes.toArray(), 0, longer, 0, bytes.length());
    return Bytes.wrap(longer);
  }

  /** The first byte string after all that start with {@code prefix}; empty if there is none. */
  private static Optional<Bytes> pastAll(Bytes prefix) {
    int length = prefix.length();
    while (length > 0 && prefix.at(length - 1) == (byte) 0xFF) {
      length--;
    }
    if (length == 0) {
      return Optional.empty();
    }
    byte[] past = prefix.slice(0, length).toArray();
    past[length - 1]++;
    return Optional.of(Bytes.wrap(past));
  }
}
