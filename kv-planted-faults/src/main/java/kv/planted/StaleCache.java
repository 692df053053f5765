package kv.planted;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import kv.spi.Deadline;
import kv.spi.Entry;
import kv.spi.Key;
import kv.spi.KvBackend;

/**
 * Reads are answered from a cache that writes do not invalidate: the past of a follower or a proxy,
 * served as the present.
 */
public final class StaleCache extends PlantedFault {
  private static final long AGE = Duration.ofMillis(100).toNanos();

  public StaleCache() {
    super("planted-stale-cache");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new Cached(sound, context.nanoTime());
  }

  private record Copy(Optional<Entry> entry, long made) {}

  private static final class Cached extends Faulty {
    private final LongSupplier nanoTime;
    private final Map<Key, Copy> copies = new ConcurrentHashMap<>();

    Cached(KvBackend sound, LongSupplier nanoTime) {
      super(sound);
      this.nanoTime = nanoTime;
    }

    @Override
    public Optional<Entry> get(Key key, Deadline deadline) {
      long now = nanoTime.getAsLong();
      Copy copy = copies.get(key);
      if (copy == null || now - copy.made() > AGE) {
        copy = new Copy(sound.get(key, deadline), now);
        copies.put(key, copy);
      }
      return copy.entry();
    }
  }
}
