package kv.spi;

import java.util.List;
import java.util.Optional;

/**
 * A store that decides preconditions itself, each call one atomic step on its key.
 *
 * <p>All methods may be called by many threads at once and block until they are decided or the
 * deadline passes. They throw {@link NotAppliedException} or {@link OutcomeUnknownException} and
 * nothing else; reads only the former. A backend that can find out how a write ended does so before
 * it says unknown. No write is tried twice unless it can't apply twice.
 */
public interface KvBackend extends AutoCloseable {

  /** The same for as long as it is open. */
  Capabilities capabilities();

  /** The value under {@code key}, empty where there is none or it has expired. */
  Optional<Entry> get(Key key, Deadline deadline);

  /** As {@link #get}, without the value; cheaper where the backend can make it so. */
  default Optional<Metadata> head(Key key, Deadline deadline) {
    return get(key, deadline).map(Entry::metadata);
  }

  PutResult put(Put put, Deadline deadline);

  DeleteResult delete(Delete delete, Deadline deadline);

  /**
   * The keys under a prefix in the order of their bytes, at a cost in proportion to what is
   * returned. A page may be shorter than the limit and still have a next one.
   */
  Page list(ListQuery query, Deadline deadline);

  /** How it is now, as already known: never blocks. */
  default Health health() {
    return Health.Up.UP;
  }

  /** What it knows about itself, of any names but the server's own: never blocks. */
  default List<Figure> figures() {
    return List.of();
  }

  /**
   * Releases everything, threads included. Running calls may fail, later ones are refused as {@link
   * NotAppliedException.Reason#UNAVAILABLE}; a second close does nothing.
   */
  @Override
  void close();
}
