package kv.backend.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import kv.spi.Bytes;
import kv.spi.ConfigurationException;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider;
import kv.spi.KvBackendProvider.Context;
import kv.spi.Put;
import kv.spi.Settings;
import kv.spi.Value;
import org.junit.jupiter.api.Test;

/** What can be configured, and what of it is refused. */
class MemoryBackendProviderTest {

  private static final Deadline SOON = Deadline.in(Duration.ofSeconds(10));

  @Test
  void it_is_found_under_its_name() {
    assertThat(ServiceLoader.load(KvBackendProvider.class).stream())
        .anyMatch(provider -> provider.get().name().equals("memory"));
  }

  @Test
  void an_unknown_structure_is_refused_by_name() {
    assertThatThrownBy(() -> open(Map.of("kv.memory.structure", "btree")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kv.memory.structure")
        .hasMessageContaining("trie, hash, cache");
  }

  @Test
  void a_cache_without_room_for_one_entry_is_refused() {
    assertThatThrownBy(
            () -> open(Map.of("kv.memory.structure", "cache", "kv.memory.max-weight", "1 KiB")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kv.memory.max-weight");
  }

  @Test
  void a_cache_stays_within_its_weight() {
    int size = 1000;
    int bound = 100;
    long weight = (long) bound * (size + CacheTable.ENTRY_OVERHEAD + "key 000".length());
    try (KvBackend backend =
        open(
            Map.of(
                "kv.memory.structure", "cache", "kv.memory.max-weight", Long.toString(weight)))) {
      Value value = new Value(Bytes.wrap(new byte[size]), "text/plain");
      int present = 0;
      for (int i = 0; i < 1000; i++) {
        backend.put(Put.of(Key.utf8("key %03d".formatted(i)), value), SOON);
      }
      for (int i = 0; i < 1000; i++) {
        present += backend.get(Key.utf8("key %03d".formatted(i)), SOON).isPresent() ? 1 : 0;
      }
      assertThat(present).isBetween(bound / 2, bound);
    }
  }

  private static KvBackend open(Map<String, String> settings) {
    return new MemoryBackendProvider()
        .open(
            new Context(
                new Settings(name -> Optional.ofNullable(settings.get(name))),
                InstantSource.system(),
                System::nanoTime,
                64 * 1024));
  }
}
