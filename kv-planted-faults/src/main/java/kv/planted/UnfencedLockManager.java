package kv.planted;

import java.time.Duration;
import java.util.Optional;
import kv.spi.Deadline;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.Look;
import kv.spi.lock.StoreLock;

/** Calls every commit that was answered a success. */
record UnfencedLockManager(LockManager sound) implements LockManager {

  @Override
  public Commit commit(Grant grant, Deadline deadline) {
    Commit unused = sound.commit(grant, deadline);
    return Commit.COMMITTED;
  }

  @Override
  public String identity(Deadline deadline) {
    return sound.identity(deadline);
  }

  @Override
  public void startNewLife(String identity, Deadline deadline) {
    sound.startNewLife(identity, deadline);
  }

  @Override
  public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
    return sound.acquire(key, purpose, wait, deadline);
  }

  @Override
  public void abandon(Grant grant) {
    sound.abandon(grant);
  }

  @Override
  public Look look(Key key, Deadline deadline) {
    return sound.look(key, deadline);
  }

  @Override
  public StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline) {
    return sound.lockStore(owner, lease, wait, deadline);
  }

  @Override
  public boolean unlockStore(String owner, Deadline deadline) {
    return sound.unlockStore(owner, deadline);
  }

  @Override
  public Optional<StoreLock> storeLock(Deadline deadline) {
    return sound.storeLock(deadline);
  }

  @Override
  public int waiting(Key key) {
    return sound.waiting(key);
  }

  @Override
  public Health health() {
    return sound.health();
  }

  @Override
  public void close() {
    sound.close();
  }
}
