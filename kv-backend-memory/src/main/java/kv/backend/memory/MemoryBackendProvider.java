package kv.backend.memory;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import kv.spi.Capabilities;
import kv.spi.ConfigurationException;
import kv.spi.Feature;
import kv.spi.Guarantee;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider;
import kv.spi.Setting;

/** The backend {@code memory}: everything in this JVM, and gone with it. */
public final class MemoryBackendProvider implements KvBackendProvider {

  static final Setting<Structure> STRUCTURE =
      Setting.choice(
          "kv.memory.structure",
          "What entries are kept in: trie (ordered, lists keys), hash (point access, no listing) or"
              + " cache (bounded by kv.memory.max-weight, no listing).",
          Structure.TRIE,
          Structure.class);

  static final Setting<Long> MAX_WEIGHT =
      Setting.size(
          "kv.memory.max-weight",
          "With kv.memory.structure=cache: the most that all entries may take, each counted as its"
              + " key, its value and "
              + CacheTable.ENTRY_OVERHEAD
              + " bytes.",
          "256 MiB",
          1,
          Long.MAX_VALUE);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(STRUCTURE, MAX_WEIGHT);
  }

  @Override
  public KvBackend open(Context context) {
    Structure structure = context.settings().get(STRUCTURE);
    MemoryBackend backend = create(structure, context, Versions.ofNewRun(new SecureRandom()));
    backend.start();
    return backend;
  }

  /** A backend whose expired entries leave memory only when they are met, or when told to. */
  static MemoryBackend create(Structure structure, Context context, Versions versions) {
    ExpiryQueue expiry = new ExpiryQueue(context.nanoTime());
    Table table =
        switch (structure) {
          case TRIE -> new TrieTable();
          case HASH -> new HashTable();
          case CACHE -> new CacheTable(maxWeight(context), expiry);
        };
    return over(table, structure, expiry, context, versions);
  }

  static MemoryBackend over(
      Table table, Structure structure, ExpiryQueue expiry, Context context, Versions versions) {
    Capabilities capabilities = new Capabilities(features(structure), Guarantee.LINEARIZABLE);
    return new MemoryBackend(table, expiry, capabilities, versions, context);
  }

  private static Set<Feature> features(Structure structure) {
    return switch (structure) {
      case TRIE -> EnumSet.allOf(Feature.class);
      case HASH -> EnumSet.complementOf(EnumSet.of(Feature.LISTING));
      case CACHE -> EnumSet.complementOf(EnumSet.of(Feature.LISTING, Feature.RETENTION));
    };
  }

  private static long maxWeight(Context context) {
    long maxWeight = context.settings().get(MAX_WEIGHT);
    long largestEntry = Key.MAX_LENGTH + context.maxValueSize() + CacheTable.ENTRY_OVERHEAD;
    if (maxWeight < largestEntry) {
      throw new ConfigurationException(
          "%s is %d bytes, but one entry of the largest key and value takes %d"
              .formatted(MAX_WEIGHT.name(), maxWeight, largestEntry));
    }
    return maxWeight;
  }
}
