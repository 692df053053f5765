package kv.backend.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import kv.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A Caffeine cache bounded by weight. Which entries stay is Caffeine's choice (TinyLFU: Einziger,
 * Friedman and Manes, 2017); when they expire is not, so that all tables expire alike. It starts no
 * threads: whose call brings the cache over its bound also evicts.
 */
final class CacheTable implements Table {

  /**
   * The most that an entry costs above its key and value, in bytes of heap:
   * docs/performance-memory.md.
   */
  static final int ENTRY_OVERHEAD = 256;

  private final Cache<Bytes, Stored> cache;

  /**
   * @param maxWeight the most that the entries may weigh together, in bytes
   */
  CacheTable(long maxWeight, ExpiryQueue expiry) {
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxWeight)
            .weigher(CacheTable::weight)
            .executor(Runnable::run)
            .evictionListener((key, evicted, cause) -> expiry.replace(evicted, null))
            .build();
  }

  static int weight(Bytes key, Stored stored) {
    return (int)
        Math.min(Integer.MAX_VALUE, (long) key.length() + stored.value.length() + ENTRY_OVERHEAD);
  }

  @Override
  public @Nullable Stored get(Bytes key) {
    return cache.getIfPresent(key);
  }

  @Override
  public void update(Bytes key, Step step) {
    cache.asMap().compute(key, (same, current) -> step.apply(current));
  }

  @Override
  public long size() {
    return cache.estimatedSize();
  }

  @Override
  public void clear() {
    cache.invalidateAll();
  }
}
