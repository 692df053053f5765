package kv.spi.contract;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Feature;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.ListQuery.Position;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Row;
import kv.spi.Row.Present;
import kv.spi.Row.Reading;
import kv.spi.TimestampedStore;
import kv.spi.Token;
import org.jspecify.annotations.Nullable;

/** The contract of {@link TimestampedStore} in its plainest form, every call under one lock. */
public class ReferenceStore implements TimestampedStore {

  /** What is kept of a key: three cells, each of which only ever grows. */
  static final class Cells {
    @Nullable Row row;
    @Nullable Token mark;
    @Nullable Token removed;

    boolean isCovered(Token token) {
      return removed != null && token.compareTo(removed) <= 0;
    }

    Reading reading() {
      return new Reading(
          Optional.ofNullable(row).filter(it -> !isCovered(it.token())),
          Optional.ofNullable(mark).filter(it -> !isCovered(it)));
    }
  }

  protected final TreeMap<Key, Cells> cells;
  protected final Map<String, Long> epochs;
  private final long maxValueSize;
  private boolean closed;

  public ReferenceStore(long maxValueSize) {
    this.maxValueSize = maxValueSize;
    this.cells = new TreeMap<>();
    this.epochs = new HashMap<>();
  }

  /** The same store opened anew, after {@code before} was closed. */
  public ReferenceStore(ReferenceStore before) {
    this.maxValueSize = before.maxValueSize;
    this.cells = before.cells;
    this.epochs = before.epochs;
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.of(Feature.LISTING, Feature.TIME_TO_LIVE, Feature.RETENTION);
  }

  @Override
  public synchronized Reading read(Key key, boolean values, Deadline deadline) {
    refuseIfClosed();
    Cells kept = cells.get(key);
    if (kept == null) {
      return Reading.NOTHING;
    }
    Reading whole = kept.reading();
    return values
        ? whole
        : new Reading(whole.row().map(ReferenceStore::withoutValue), whole.mark());
  }

  private static Row withoutValue(Row row) {
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

  @Override
  public synchronized List<Reading> readAll(List<Key> keys, boolean values, Deadline deadline) {
    List<Reading> readings = new ArrayList<>();
    keys.forEach(key -> readings.add(read(key, values, deadline)));
    return readings;
  }

  @Override
  public synchronized List<Key> keys(
      Bytes prefix, Optional<Position> after, int atMost, Deadline deadline) {
    refuseIfClosed();
    return cells.keySet().stream()
        .filter(key -> key.bytes().startsWith(prefix))
        .filter(key -> after.isEmpty() || !after.get().isPast(key.bytes()))
        .limit(atMost)
        .toList();
  }

  @Override
  public synchronized void write(Key key, Row row, Deadline deadline) {
    refuseIfClosed();
    if (row.content() instanceof Present present && present.size() > maxValueSize) {
      throw new NotAppliedException(
          Reason.TOO_LARGE, "a value has at most %d bytes".formatted(maxValueSize));
    }
    Cells kept = at(key);
    if (kept.row == null || isAbove(row.token(), kept.row.token())) {
      kept.row = row;
    }
  }

  @Override
  public synchronized void mark(Key key, Token token) {
    Cells kept = at(key);
    if (kept.mark == null || isAbove(token, kept.mark)) {
      kept.mark = token;
    }
  }

  @Override
  public synchronized void remove(Key key, Token token) {
    Cells kept = at(key);
    if (kept.removed == null || isAbove(token, kept.removed)) {
      kept.removed = token;
    }
  }

  @Override
  public synchronized OptionalLong epoch(String identity, Deadline deadline) {
    refuseIfClosed();
    long epoch = epochs.computeIfAbsent(identity, unknown -> epochs.size() + 1L);
    return epoch == epochs.size() ? OptionalLong.of(epoch) : OptionalLong.empty();
  }

  @Override
  public synchronized Health health() {
    return closed ? new Health.Down("closed") : Health.Up.UP;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** Whether a write with {@code token} is to replace what has {@code current}. */
  protected boolean isAbove(Token token, Token current) {
    return token.compareTo(current) > 0;
  }

  private Cells at(Key key) {
    return cells.computeIfAbsent(key, absent -> new Cells());
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new NotAppliedException(Reason.UNAVAILABLE, "the store is closed");
    }
  }
}
