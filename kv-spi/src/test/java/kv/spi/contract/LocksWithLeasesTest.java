package kv.spi.contract;

import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;

/** What the planted faults are planted in keeps the contract. */
class LocksWithLeasesTest extends LockManagerContractTest {

  @Override
  protected LockManager open() {
    return new LocksWithLeases(maxWaiters());
  }

  @Override
  protected boolean isShared() {
    return false;
  }

  @Override
  public void endLease(Grant grant) {
    ((LocksWithLeases) locks()).endLease(grant);
  }
}
