package kv.spi.plugin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kv.spi.Deadline;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.Look;
import kv.spi.lock.StoreLock;

/** A plug-in's lock manager, called under the plug-in's context class loader. */
record PluginLockManager(LockManager locks, ContextLoader loader) implements LockManager {

  @Override
  public String identity(Deadline deadline) {
    return loader.call(() -> locks.identity(deadline));
  }

  @Override
  public void startNewLife(String identity, Deadline deadline) {
    loader.run(() -> locks.startNewLife(identity, deadline));
  }

  @Override
  public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
    return loader.call(() -> locks.acquire(key, purpose, wait, deadline));
  }

  @Override
  public Commit commit(Grant grant, Deadline deadline) {
    return loader.call(() -> locks.commit(grant, deadline));
  }

  @Override
  public void abandon(Grant grant) {
    loader.run(() -> locks.abandon(grant));
  }

  @Override
  public Look look(Key key, Deadline deadline) {
    return loader.call(() -> locks.look(key, deadline));
  }

  @Override
  public StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline) {
    return loader.call(() -> locks.lockStore(owner, lease, wait, deadline));
  }

  @Override
  public boolean unlockStore(String owner, Deadline deadline) {
    return loader.call(() -> locks.unlockStore(owner, deadline));
  }

  @Override
  public Optional<StoreLock> storeLock(Deadline deadline) {
    return loader.call(() -> locks.storeLock(deadline));
  }

  @Override
  public int waiting(Key key) {
    return loader.call(() -> locks.waiting(key));
  }

  @Override
  public Health health() {
    return loader.call(locks::health);
  }

  @Override
  public List<Figure> figures() {
    return loader.call(locks::figures);
  }

  @Override
  public void close() {
    loader.run(locks::close);
  }
}
