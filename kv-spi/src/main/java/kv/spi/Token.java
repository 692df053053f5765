package kv.spi;

/**
 * The order of the writes of one key under a lock manager: each grant of the key's lock has a
 * greater one. A lock service that is rebuilt counts from 1 again; the epoch, which the store
 * keeps, makes up for that.
 *
 * @param epoch which life of the lock service, 1 to {@value #MAX_EPOCH}
 * @param revision the grant within that life, 1 to {@value #MAX_REVISION}
 */
public record Token(long epoch, long revision) implements Comparable<Token> {

  private static final int REVISION_BITS = 44;

  public static final long MAX_EPOCH = (1L << 18) - 1;

  /** Enough for 20,000 grants a second for 27 years. */
  public static final long MAX_REVISION = (1L << REVISION_BITS) - 1;

  /**
   * @throws IllegalArgumentException if the epoch or the revision is out of its range
   */
  public Token {
    if (epoch < 1 || epoch > MAX_EPOCH || revision < 1 || revision > MAX_REVISION) {
      throw new IllegalArgumentException(
          "not a token: epoch %d, revision %d".formatted(epoch, revision));
    }
  }

  /** The token as a time stamp of a last-write-wins store: above zero, in the tokens' order. */
  public long timestamp() {
    return epoch << REVISION_BITS | revision;
  }

  /**
   * The token that {@link #timestamp} made {@code timestamp} of.
   *
   * @throws IllegalArgumentException if none did
   */
  public static Token ofTimestamp(long timestamp) {
    return new Token(timestamp >>> REVISION_BITS, timestamp & MAX_REVISION);
  }

  /** The version of what is written with this token. */
  public Version version() {
    return new Version(epoch + "-" + revision);
  }

  @Override
  public int compareTo(Token other) {
    return Long.compare(timestamp(), other.timestamp());
  }

  @Override
  public String toString() {
    return epoch + "-" + revision;
  }
}
