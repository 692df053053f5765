package kv.backend.memory;

import java.util.Optional;
import kv.spi.Bytes;
import kv.spi.ListQuery;
import kv.spi.Page;
import org.jspecify.annotations.Nullable;

/** Where the entries are. Linearizable per key; expiry is its caller's business. */
interface Table {

  /** What is under {@code key}; takes no lock. */
  @Nullable Stored get(Bytes key);

  /**
   * Puts what {@code step} makes of the entry under {@code key} in its place, in one atomic step on
   * that key. {@code step} runs exactly once and touches no table.
   */
  void update(Bytes key, Step step);

  long size();

  void clear();

  /** From the entry there is, or null, to the one there is to be, or null for none. */
  @FunctionalInterface
  interface Step {
    @Nullable Stored apply(@Nullable Stored current);
  }

  /** A table in the order of the keys' unsigned bytes. */
  interface Ordered extends Table {

    /**
     * One page, of all entries as they were at one moment; empty if one of them had expired at
     * {@code now}.
     */
    Optional<Page> list(ListQuery query, long now, Versions versions);
  }
}
