package kv.spi.contract;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kv.spi.Deadline;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.Look;
import kv.spi.lock.StoreLock;
import kv.spi.lock.local.LocalLockManager;

/** The local lock manager, whose grants have leases that a test can end. */
class LocksWithLeases implements LockManager {

  /** A grant that is also lost with its lease. */
  record Leased(Grant real, CompletableFuture<Boolean> over) implements Grant {

    @Override
    public Key key() {
      return real.key();
    }

    @Override
    public String identity() {
      return real.identity();
    }

    @Override
    public long revision() {
      return real.revision();
    }

    @Override
    public boolean unclean() {
      return real.unclean();
    }

    @Override
    public boolean isLost() {
      return over.isDone();
    }

    @Override
    public void whenLost(Runnable action) {
      CompletableFuture<Void> unused = over.thenAccept(lost -> action.run());
    }
  }

  private final LocalLockManager locks;

  LocksWithLeases(int maxWaiters) {
    this.locks = new LocalLockManager(System::nanoTime, maxWaiters);
  }

  void endLease(Grant grant) {
    locks.abandon(((Leased) grant).real());
    lose(grant);
  }

  static void lose(Grant grant) {
    boolean unused = ((Leased) grant).over().complete(true);
  }

  @Override
  public String identity(Deadline deadline) {
    return locks.identity(deadline);
  }

  @Override
  public void startNewLife(String identity, Deadline deadline) {
    locks.startNewLife(identity, deadline);
  }

  @Override
  public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
    Leased leased =
        new Leased(locks.acquire(key, purpose, wait, deadline), new CompletableFuture<>());
    leased.real().whenLost(() -> lose(leased));
    return leased;
  }

  @Override
  public Commit commit(Grant grant, Deadline deadline) {
    return locks.commit(((Leased) grant).real(), deadline);
  }

  @Override
  public void abandon(Grant grant) {
    locks.abandon(((Leased) grant).real());
  }

  @Override
  public Look look(Key key, Deadline deadline) {
    return locks.look(key, deadline);
  }

  @Override
  public StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline) {
    return locks.lockStore(owner, lease, wait, deadline);
  }

  @Override
  public boolean unlockStore(String owner, Deadline deadline) {
    return locks.unlockStore(owner, deadline);
  }

  @Override
  public Optional<StoreLock> storeLock(Deadline deadline) {
    return locks.storeLock(deadline);
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
  public void close() {
    locks.close();
  }
}
