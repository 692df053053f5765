package kv.spi.locked;

import java.time.Duration;
import java.time.InstantSource;
import kv.spi.Feature;
import kv.spi.KvBackend;
import kv.spi.contract.KvBackendContractTest;
import kv.spi.contract.ReferenceStore;
import kv.spi.lock.local.LocalLockManager;

class LockedBackendContractTest extends KvBackendContractTest {

  private ReferenceStore kept = new ReferenceStore(maxValueSize());

  @Override
  public KvBackend open() {
    kept = new ReferenceStore(kept);
    return new LockedBackend(
        kept,
        new LocalLockManager(System::nanoTime, 100),
        InstantSource.system(),
        maxValueSize(),
        Duration.ofSeconds(30));
  }

  @Override
  public boolean offers(Feature feature) {
    return feature != Feature.REPORTS_PREVIOUS;
  }
}
