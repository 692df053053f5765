package kv.spi.contract;

import java.util.Map;
import kv.spi.KvBackend;

/** The plainest backend keeps the contract. */
class ReferenceBackendTest extends KvBackendContractTest {

  @Override
  public KvBackend open() {
    return new ReferenceBackend(context(Map.of()));
  }
}
