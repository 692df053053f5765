package kv.spi.locked;

import java.util.Optional;
import kv.spi.Row;
import kv.spi.Row.Reading;
import kv.spi.Token;
import org.jspecify.annotations.Nullable;

/** What a replica has of a key, or a message brings: three cells, each with its token. */
record Cells(@Nullable Row row, @Nullable Token mark, @Nullable Token removed) {

  static final Cells NONE = new Cells(null, null, null);

  static Cells of(Row row) {
    return new Cells(row, null, null);
  }

  static Cells ofMark(Token mark) {
    return new Cells(null, mark, null);
  }

  static Cells ofRemoval(Token removed) {
    return new Cells(null, null, removed);
  }

  /** In each cell what has the higher token. */
  Cells with(Cells other) {
    Row higher =
        other.row == null || (row != null && row.token().compareTo(other.row.token()) >= 0)
            ? row
            : other.row;
    return new Cells(higher, higher(mark, other.mark), higher(removed, other.removed));
  }

  /** The row of {@code other} if it has one, whatever its token. */
  Cells overwrittenBy(Cells other) {
    return other.row == null ? with(other) : new Cells(other.row, mark, removed);
  }

  private static @Nullable Token higher(@Nullable Token one, @Nullable Token other) {
    return other == null || (one != null && one.compareTo(other) >= 0) ? one : other;
  }

  Reading reading() {
    Row visible = row != null && isCovered(row.token()) ? null : row;
    Token visibleMark = mark != null && isCovered(mark) ? null : mark;
    return visible == null && visibleMark == null
        ? Reading.NOTHING
        : new Reading(Optional.ofNullable(visible), Optional.ofNullable(visibleMark));
  }

  private boolean isCovered(Token token) {
    return removed != null && token.compareTo(removed) <= 0;
  }

  @Override
  public String toString() {
    return "row %s, mark %s, removed %s".formatted(shown(row), mark, removed);
  }

  static String shown(@Nullable Row row) {
    if (row == null) {
      return "none";
    }
    String origin = row.origin().equals(row.token()) ? "" : " from " + row.origin();
    return "%s@%s%s"
        .formatted(
            Values.of(row) == Values.ABSENT ? "deleted" : Values.of(row), row.token(), origin);
  }
}
