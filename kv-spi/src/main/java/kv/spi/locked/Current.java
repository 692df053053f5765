package kv.spi.locked;

import java.time.Instant;
import java.util.Optional;
import kv.spi.Row;
import kv.spi.Row.Deleted;
import kv.spi.Row.Present;
import kv.spi.Row.Reading;
import kv.spi.Token;
import kv.spi.Version;

/**
 * What is current under a grant.
 *
 * @param row empty where there is none
 * @param undecided whether something else may yet surface, so that it must be written again before
 *     anybody is told of it
 * @param expired whether it is a value whose time has come, which is to be deleted before anybody
 *     is told that it is absent
 */
record Current(Optional<Row> row, boolean undecided, boolean expired) {

  static Current of(Reading reading, Held held, Instant now) {
    boolean markAlone = reading.row().isEmpty() && reading.mark().isPresent();
    boolean ofAnotherLife =
        reading
            .row()
            .filter(row -> !isCommitted(reading))
            .filter(row -> row.token().epoch() < held.token().epoch())
            .isPresent();
    return new Current(
        reading.row(),
        held.unclean() || ofAnotherLife || markAlone,
        reading.row().filter(row -> hasExpired(row, now)).isPresent());
  }

  static boolean isCommitted(Reading reading) {
    return reading.row().isPresent()
        && reading.mark().equals(Optional.of(reading.row().get().token()));
  }

  /** Whether it is older than the mark, so that a read again must find more. */
  static boolean isStale(Reading reading) {
    return reading.mark().isPresent()
        && (reading.row().isEmpty()
            || reading.mark().get().compareTo(reading.row().get().token()) > 0);
  }

  static boolean hasExpired(Row row, Instant now) {
    return row.content() instanceof Present present
        && present.expires().isPresent()
        && !present.expires().get().isAfter(now);
  }

  /** Whether it must be written again, though nobody wishes a change. */
  boolean mustBeRepeated() {
    return undecided || expired;
  }

  /** The value that there is for a client. */
  Optional<Row> live() {
    return expired ? Optional.empty() : row.filter(it -> it.content() instanceof Present);
  }

  Optional<Version> version() {
    return live().map(Row::version);
  }

  boolean lacksValue() {
    return live().map(it -> ((Present) it.content()).value().isEmpty()).orElse(false);
  }

  /** What is there once it is kept under the grant of {@code token}. */
  Optional<Row> rowUnder(Token token) {
    return mustBeRepeated() ? Optional.of(repeatedAt(token)) : row;
  }

  /** The same, to be written under the grant of {@code token}. */
  Row repeatedAt(Token token) {
    return expired || row.isEmpty() ? Row.of(token, Deleted.DELETED) : row.get().repeatedAt(token);
  }
}
