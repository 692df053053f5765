package kv.spi;

import java.util.Optional;

/**
 * A request for one page of keys.
 *
 * @param prefix what the keys start with; empty for all
 * @param delimiter not empty: keys in which it occurs at or after {@code groupedFrom} are not
 *     listed but grouped under what they have up to and including its first occurrence there
 * @param groupedFrom the place in a key from which on the delimiter is looked for: the prefix's
 *     length, or less where the prefix is narrower than what was asked for
 * @param after where the page before ended
 * @param limit the most keys and groups together that the page may have, at least 1
 * @param values whether the entries carry their values
 * @param maxValueBytes with values: the page ends before the sum of their lengths exceeds this, but
 *     not before its first entry
 */
public record ListQuery(
    Bytes prefix,
    Optional<Bytes> delimiter,
    int groupedFrom,
    Optional<Position> after,
    int limit,
    boolean values,
    long maxValueBytes) {

  /**
   * @throws IllegalArgumentException if the delimiter is empty, or stands in the prefix where it is
   *     looked for; the limit is below 1; or the position is not under the prefix
   */
  public ListQuery {
    if (delimiter.isPresent() && delimiter.get().isEmpty()) {
      throw new IllegalArgumentException("a delimiter is not empty");
    }
    if (groupedFrom < 0 || groupedFrom > prefix.length()) {
      throw new IllegalArgumentException("keys are grouped from within the prefix or its end");
    }
    if (delimiter.isPresent() && prefix.indexOf(delimiter.get(), groupedFrom) >= 0) {
      throw new IllegalArgumentException("all keys under the prefix would be in one group");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("a limit is at least 1, not " + limit);
    }
    if (after.isPresent() && !after.get().bytes().startsWith(prefix)) {
      throw new IllegalArgumentException("a position is under the prefix it belongs to");
    }
  }

  /** Grouped after the prefix. */
  public ListQuery(
      Bytes prefix,
      Optional<Bytes> delimiter,
      Optional<Position> after,
      int limit,
      boolean values,
      long maxValueBytes) {
    this(prefix, delimiter, prefix.length(), after, limit, values, maxValueBytes);
  }

  /** The first page of keys, without values. */
  public static ListQuery of(Bytes prefix, int limit) {
    return new ListQuery(prefix, Optional.empty(), Optional.empty(), limit, false, 0);
  }

  public ListQuery groupedBy(Bytes separator) {
    return new ListQuery(
        prefix, Optional.of(separator), groupedFrom, after, limit, values, maxValueBytes);
  }

  public ListQuery startingAfter(Position position) {
    return new ListQuery(
        prefix, delimiter, groupedFrom, Optional.of(position), limit, values, maxValueBytes);
  }

  public ListQuery withValues(long maxBytes) {
    return new ListQuery(prefix, delimiter, groupedFrom, after, limit, true, maxBytes);
  }

  /** The group that {@code key} falls into, or empty if it is listed itself. */
  public Optional<Bytes> groupOf(Bytes key) {
    return delimiter.flatMap(
        separator -> {
          int at = key.indexOf(separator, groupedFrom);
          return at < 0 ? Optional.empty() : Optional.of(key.slice(0, at + separator.length()));
        });
  }

  /**
   * A place between keys.
   *
   * @param pastGroup whether all keys that start with {@code bytes} lie before it, or only those up
   *     to {@code bytes} itself
   */
  public record Position(Bytes bytes, boolean pastGroup) {

    /** Whether {@code key} comes before this place. */
    public boolean isPast(Bytes key) {
      return key.compareTo(bytes) <= 0 || (pastGroup && key.startsWith(bytes));
    }
  }
}
