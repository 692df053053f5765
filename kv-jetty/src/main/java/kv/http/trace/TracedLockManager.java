package kv.http.trace;

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

/** A lock manager with a span for each call that may ask its service. */
record TracedLockManager(LockManager locks, Spans spans) implements LockManager {

  @Override
  public String identity(Deadline deadline) {
    return spans.in("identity", () -> locks.identity(deadline));
  }

  @Override
  public void startNewLife(String identity, Deadline deadline) {
    spans.run("start-new-life", () -> locks.startNewLife(identity, deadline));
  }

  @Override
  public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
    return spans.in("acquire", () -> locks.acquire(key, purpose, wait, deadline));
  }

  @Override
  public Commit commit(Grant grant, Deadline deadline) {
    return spans.in("commit", () -> locks.commit(grant, deadline));
  }

  @Override
  public void abandon(Grant grant) {
    locks.abandon(grant);
  }

  @Override
  public Look look(Key key, Deadline deadline) {
    return spans.in("look", () -> locks.look(key, deadline));
  }

  @Override
  public StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline) {
    return spans.in("lock-store", () -> locks.lockStore(owner, lease, wait, deadline));
  }

  @Override
  public boolean unlockStore(String owner, Deadline deadline) {
    return spans.in("unlock-store", () -> locks.unlockStore(owner, deadline));
  }

  @Override
  public Optional<StoreLock> storeLock(Deadline deadline) {
    return spans.in("show-store-lock", () -> locks.storeLock(deadline));
  }

  @Override
  public int waiting(Key key) {
    return locks.waiting(key);
  }

  @Override
  public Health health() {
    return locks.health();
  }

  @Override
  public List<Figure> figures() {
    return locks.figures();
  }

  @Override
  public void close() {
    locks.close();
  }
}
