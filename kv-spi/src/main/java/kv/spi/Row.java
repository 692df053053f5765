package kv.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * What a {@link TimestampedStore} keeps under a key: the write with the highest token.
 *
 * @param token of the grant that wrote it
 * @param origin of the grant whose client wished it: the same, or a lower one where a later grant
 *     wrote it again so that nothing in between can surface. It makes the version, which a mere
 *     repetition must not change
 */
public record Row(Token token, Token origin, Content content) {

  /**
   * @throws IllegalArgumentException if the origin is above the token
   */
  public Row {
    if (origin.compareTo(token) > 0) {
      throw new IllegalArgumentException("origin %s above token %s".formatted(origin, token));
    }
  }

  /** What a client wishes, written under the grant of {@code token}. */
  public static Row of(Token token, Content content) {
    return new Row(token, token, content);
  }

  /** The same, written again under the later grant of {@code later}. */
  public Row repeatedAt(Token later) {
    return new Row(later, origin, content);
  }

  public Version version() {
    return origin.version();
  }

  /** What the write left there. */
  public sealed interface Content {}

  /**
   * A value.
   *
   * @param size length of the value in bytes
   * @param modified when it was written, by the clock of the front end that did
   * @param expires when it is to be gone, if it was written with a time to live
   * @param value empty where it was not asked for
   */
  public record Present(
      String mediaType,
      long size,
      Instant modified,
      Optional<Instant> expires,
      Optional<Bytes> value)
      implements Content {}

  /** The marker of a delete, since a tombstone could not say that it is pending. */
  public enum Deleted implements Content {
    DELETED
  }

  /**
   * A key as a read finds it.
   *
   * @param row empty where there is none: never written, or deleted for good
   * @param mark the token of the last write known to be committed, which is the row's own once the
   *     row is committed; above the row's token it says that the row is stale
   */
  public record Reading(Optional<Row> row, Optional<Token> mark) {

    public static final Reading NOTHING = new Reading(Optional.empty(), Optional.empty());
  }
}
