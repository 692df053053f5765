package kv.spi.lock.local;

import kv.spi.contract.LockManagerContractTest;
import kv.spi.lock.LockManager;

class LocalLockManagerTest extends LockManagerContractTest {

  @Override
  protected LockManager open() {
    return new LocalLockManager(System::nanoTime, maxWaiters());
  }

  @Override
  protected boolean isShared() {
    return false;
  }

  @Override
  public boolean leased() {
    return false;
  }
}
