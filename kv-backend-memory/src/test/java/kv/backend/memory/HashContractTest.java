package kv.backend.memory;

import java.util.Map;
import kv.spi.Feature;
import kv.spi.KvBackend;
import kv.spi.contract.KvBackendContractTest;

/** The contract, kept by {@code kv.memory.structure=hash}. */
class HashContractTest extends KvBackendContractTest {

  @Override
  public KvBackend open() {
    return new MemoryBackendProvider().open(context(Map.of("kv.memory.structure", "hash")));
  }

  @Override
  public boolean offers(Feature feature) {
    return feature != Feature.LISTING;
  }
}
