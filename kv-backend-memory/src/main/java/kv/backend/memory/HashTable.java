package kv.backend.memory;

import java.util.concurrent.ConcurrentHashMap;
import kv.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ConcurrentHashMap}. The map's key is the entry's own; and since {@link Bytes} are
 * comparable, keys made to collide cost a logarithmic search, not a linear one.
 */
final class HashTable implements Table {

  private final ConcurrentHashMap<Bytes, Stored> map = new ConcurrentHashMap<>();

  @Override
  public @Nullable Stored get(Bytes key) {
    return map.get(key);
  }

  @Override
  public void update(Bytes key, Step step) {
    map.compute(key, (same, current) -> step.apply(current));
  }

  @Override
  public long size() {
    return map.mappingCount();
  }

  @Override
  public void clear() {
    map.clear();
  }
}
