package kv.spi;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import kv.spi.ListQuery.Position;
import kv.spi.Row.Reading;

/**
 * A store that decides nothing: it keeps, per key, the row with the highest token. {@code
 * LockedBackend} makes a {@link KvBackend} of it and of a lock manager (design, section 5).
 *
 * <p>A read sees every write acknowledged before it began. What it returns beyond that may be on a
 * single replica, and be gone in the next read. A write with a lower token than what is there
 * changes nothing, whenever it arrives. A write with the token of what is there is the same write,
 * so sending it again is safe, and a store may.
 *
 * <p>All methods may be called by many threads at once. Reads fail as {@link NotAppliedException};
 * writes as {@link NotAppliedException} only if no replica has the write, nor ever will, else as
 * {@link OutcomeUnknownException}.
 */
public interface TimestampedStore extends AutoCloseable {

  /** Of {@link Feature#LISTING}, {@link Feature#TIME_TO_LIVE} and {@link Feature#RETENTION}. */
  Set<Feature> features();

  /** What is under {@code key}; without {@code values} a present row has none. */
  Reading read(Key key, boolean values, Deadline deadline);

  /** {@link #read} of many keys, in their order. */
  List<Reading> readAll(List<Key> keys, boolean values, Deadline deadline);

  /**
   * The next keys under {@code prefix} in the order of their bytes: every key with a row, and maybe
   * some without. Fewer than {@code atMost} only where no more follow.
   *
   * @throws NotAppliedException as {@link NotAppliedException.Reason#NOT_OFFERED} without {@link
   *     Feature#LISTING}
   */
  List<Key> keys(Bytes prefix, Optional<Position> after, int atMost, Deadline deadline);

  /**
   * Keeps {@code row}, which has its value, unless there is one with a higher token; on a quorum,
   * and findable by {@link #keys}, on return. A row that expires may leave the store by itself once
   * it has long expired.
   *
   * @throws NotAppliedException as {@link NotAppliedException.Reason#TOO_LARGE} or {@link
   *     NotAppliedException.Reason#INVALID} where the store can't keep it
   */
  void write(Key key, Row row, Deadline deadline);

  /**
   * Marks the write of {@code token} as committed, at some time soon; a failure is of no matter.
   */
  void mark(Key key, Token token);

  /**
   * Deletes the key for good, as of {@code token}: a row or mark with a higher one stays. At some
   * time soon; a failure is of no matter.
   */
  void remove(Key key, Token token);

  /**
   * The epoch of a life of the lock service, known by {@code identity}. An identity that the store
   * never met gets one above all before, by compare and set, and keeps it for ever; so the store
   * remembers all that it met. Empty if a later one has been met since: that life is over, whatever
   * the lock service says, and nothing more is to be written in it.
   *
   * <p>Were an identity given another epoch when it is met again, two front ends could write in one
   * life with two epochs, and the lower one's acknowledged writes would vanish.
   *
   * @throws NotAppliedException as {@link NotAppliedException.Reason#UNAVAILABLE} if it can't be
   *     told now
   */
  OptionalLong epoch(String identity, Deadline deadline);

  /** How it is now, as already known: never blocks. */
  Health health();

  /** As {@link KvBackend#figures}. */
  default List<Figure> figures() {
    return List.of();
  }

  /** As {@link KvBackend#close}. */
  @Override
  void close();
}
