package kv.backend.memory;

import java.util.Iterator;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries with a time to live, the next to expire first. An entry is here as long as it is in
 * its table: who adds or replaces it there does so here in the same atomic step, so that rewriting
 * a key over and over with a long time to live leaves nothing behind.
 */
final class ExpiryQueue {

  private final ConcurrentSkipListSet<Expiring> queue = new ConcurrentSkipListSet<>();
  private final LongSupplier nanoTime;
  private volatile Runnable onNearer = () -> {};

  ExpiryQueue(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Has {@code listener} run whenever the next expiry comes nearer than it was. */
  void onNearer(Runnable listener) {
    onNearer = listener;
  }

  void replace(@Nullable Stored before, @Nullable Stored after) {
    if (before == after) {
      return;
    }
    if (before instanceof Expiring gone) {
      queue.remove(gone);
    }
    if (after instanceof Expiring added) {
      queue.add(added);
      if (queue.lower(added) == null) {
        onNearer.run();
      }
    }
  }

  /** Takes out one entry that has expired; null if none has. */
  @Nullable Expiring pollExpired() {
    Expiring first = first();
    if (first == null || !first.hasExpired(nanoTime.getAsLong())) {
      return null;
    }
    queue.remove(first);
    return first;
  }

  /** How long until the next entry expires, in nanoseconds: at least 0, and the most if none. */
  long nanosToNext() {
    Expiring first = first();
    return first == null ? Long.MAX_VALUE : Math.max(0, first.deadline - nanoTime.getAsLong());
  }

  int size() {
    return queue.size();
  }

  void clear() {
    queue.clear();
  }

  private @Nullable Expiring first() {
    Iterator<Expiring> entries = queue.iterator();
    return entries.hasNext() ? entries.next() : null;
  }
}
