package kv.backend.memory;

import java.util.Map;
import kv.spi.Feature;
import kv.spi.KvBackend;
import kv.spi.contract.KvBackendContractTest;

/** The contract, kept by {@code kv.memory.structure=cache} as long as there is room. */
class CacheContractTest extends KvBackendContractTest {

  @Override
  public KvBackend open() {
    return new MemoryBackendProvider()
        .open(context(Map.of("kv.memory.structure", "cache", "kv.memory.max-weight", "64 MiB")));
  }

  @Override
  public boolean offers(Feature feature) {
    return feature != Feature.LISTING && feature != Feature.RETENTION;
  }
}
