package kv.planted;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.ListQuery;
import kv.spi.Page;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.PutResult.Stored;

/**
 * Listings are served from an index that learns of keys late: a secondary index that is updated
 * after the write is acknowledged.
 */
public final class ForgetfulListing extends PlantedFault {
  private static final long LATE = Duration.ofMillis(100).toNanos();

  public ForgetfulListing() {
    super("planted-forgetful-listing");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new LateIndex(sound, context.nanoTime());
  }

  private static final class LateIndex extends Faulty {
    private final LongSupplier nanoTime;
    private final Map<Key, Long> unindexed = new ConcurrentHashMap<>();

    LateIndex(KvBackend sound, LongSupplier nanoTime) {
      super(sound);
      this.nanoTime = nanoTime;
    }

    @Override
    public PutResult put(Put put, Deadline deadline) {
      PutResult result = sound.put(put, deadline);
      if (result instanceof Stored stored && stored.previous() == Previous.ABSENT) {
        unindexed.put(put.key(), nanoTime.getAsLong());
      }
      return result;
    }

    @Override
    public Page list(ListQuery query, Deadline deadline) {
      long now = nanoTime.getAsLong();
      unindexed.values().removeIf(since -> now - since > LATE);
      Page page = sound.list(query, deadline);
      return new Page(
          page.entries().stream().filter(it -> !unindexed.containsKey(it.key())).toList(),
          page.groups(),
          page.next());
    }
  }
}
