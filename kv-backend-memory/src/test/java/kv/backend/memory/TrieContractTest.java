package kv.backend.memory;

import java.util.Map;
import kv.spi.KvBackend;
import kv.spi.contract.KvBackendContractTest;

/** The contract, kept by {@code kv.memory.structure=trie}, which is the default. */
class TrieContractTest extends KvBackendContractTest {

  @Override
  public KvBackend open() {
    return new MemoryBackendProvider().open(context(Map.of()));
  }
}
