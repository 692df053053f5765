package kv.backend.cassandra;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import kv.spi.Version;

/**
 * Ids that are never made twice: 64 random bits of this run, and a count that starts anywhere. Each
 * is also a {@link Version}.
 */
final class Ids {

  private static final int VERSION_LENGTH = 22;

  private final long run;
  private final AtomicLong count;

  /**
   * @param random of whom no two front ends may ever draw the same
   */
  Ids(RandomGenerator random) {
    this.run = random.nextLong();
    this.count = new AtomicLong(random.nextLong());
  }

  UUID next() {
    return new UUID(run, count.incrementAndGet());
  }

  static Version version(UUID id) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    return new Version(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The id that is {@code version}; empty if none of this store is. */
  static Optional<UUID> ofVersion(Version version) {
    if (version.text().length() != VERSION_LENGTH) {
      return Optional.empty();
    }
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(version.text()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    UUID id = new UUID(bytes.getLong(), bytes.getLong());
    return version(id).equals(version) ? Optional.of(id) : Optional.empty();
  }
}
