package kv.spi.lock.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import kv.spi.Deadline;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.Look;
import kv.spi.lock.Look.State;
import kv.spi.lock.StoreLock;

/**
 * Locks in one JVM, all of its state under one mutex that is never held across a wait.
 *
 * <p>A grant has no lease, since its holder lives and dies with this object; what the holder may
 * forget to give up ends with the process. A lock is handed over, never thrown open: whoever gives
 * it up picks the first waiter that may have it, so that while a key's lock is free, nobody who
 * could have it waits. The lock of the whole store has a lease, as its owner is somewhere else.
 */
public final class LocalLockManager implements LockManager {

  private final LongSupplier nanoTime;
  private final int maxWaiters;

  private final ReentrantLock mutex = new ReentrantLock();
  private final Map<Key, KeyQueue> keys = new HashMap<>();
  private final WholeStore wholeStore;
  private String identity = UUID.randomUUID().toString();
  private long revision;
  private boolean closed;

  /**
   * @param nanoTime a monotonic clock, for the lease of the whole store's lock
   * @param maxWaiters how many calls may wait for one key
   */
  public LocalLockManager(LongSupplier nanoTime, int maxWaiters) {
    this.nanoTime = nanoTime;
    this.maxWaiters = maxWaiters;
    this.wholeStore = new WholeStore(nanoTime, mutex.newCondition());
  }

  @Override
  public String identity(Deadline deadline) {
    mutex.lock();
    try {
      refuseIfClosed();
      return identity;
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public void startNewLife(String before, Deadline deadline) {
    List<LocalGrant> over = List.of();
    mutex.lock();
    try {
      refuseIfClosed();
      if (identity.equals(before)) {
        identity = UUID.randomUUID().toString();
        over = holders();
      }
    } finally {
      mutex.unlock();
    }
    over.forEach(LocalGrant::lose);
  }

  @Override
  public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
    mutex.lock();
    try {
      refuseIfClosed();
      KeyQueue queue = keys.computeIfAbsent(key, absent -> new KeyQueue());
      handOver(key, queue);
      if (queue.holder == null && mayHave(purpose)) {
        return grant(key, queue);
      }
      if (wait.isZero()) {
        forgetIfIdle(key, queue);
        throw locked("the key is locked");
      }
      if (queue.waiters.size() >= maxWaiters) {
        throw new NotAppliedException(
            Reason.OVERLOADED, "%d calls wait for this key already".formatted(maxWaiters));
      }
      KeyQueue.Waiter waiter = new KeyQueue.Waiter(purpose, mutex.newCondition());
      queue.waiters.add(waiter);
      return await(key, queue, waiter, shorter(wait, deadline));
    } finally {
      mutex.unlock();
    }
  }

  private Grant await(Key key, KeyQueue queue, KeyQueue.Waiter waiter, Duration wait) {
    long start = nanoTime.getAsLong();
    boolean interrupted = false;
    while (waiter.grant == null && !closed && !interrupted) {
      long left = wait.toNanos() - (nanoTime.getAsLong() - start);
      if (left <= 0) {
        break;
      }
      try {
        // Nobody tells when the lease of the whole store's lock ends.
        long unused = waiter.granted.awaitNanos(Math.min(left, wholeStore.leaseLeft()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        interrupted = true;
      }
      handOver(key, queue);
    }
    if (waiter.grant != null) {
      return waiter.grant;
    }
    queue.waiters.remove(waiter);
    forgetIfIdle(key, queue);
    refuseIfClosed();
    throw interrupted
        ? new NotAppliedException(Reason.UNAVAILABLE, "interrupted while it waited for the key")
        : locked("the key was not free within %s".formatted(wait));
  }

  @Override
  public Commit commit(Grant grant, Deadline deadline) {
    mutex.lock();
    try {
      KeyQueue queue = keys.get(grant.key());
      if (queue == null || queue.holder != grant || !grant.identity().equals(identity)) {
        return Commit.LOST;
      }
      queue.intent = false;
      giveUp(queue.holder, queue);
      return Commit.COMMITTED;
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public void abandon(Grant grant) {
    mutex.lock();
    try {
      KeyQueue queue = keys.get(grant.key());
      if (queue != null && queue.holder == grant) {
        giveUp(queue.holder, queue);
      }
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public Look look(Key key, Deadline deadline) {
    mutex.lock();
    try {
      refuseIfClosed();
      KeyQueue queue = keys.get(key);
      if (queue == null || !queue.intent) {
        return new Look(identity, State.DECIDED);
      }
      return new Look(identity, queue.holder == null ? State.ABANDONED : State.HELD);
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline) {
    mutex.lock();
    try {
      refuseIfClosed();
      Duration atMost = wait.isZero() ? wait : shorter(wait, deadline);
      long start = nanoTime.getAsLong();
      while (!wholeStore.take(owner, identity, () -> ++revision)
          || wholeStore.isHeldUpBy(holders())) {
        long left = atMost.toNanos() - (nanoTime.getAsLong() - start);
        if (left <= 0 || !wholeStore.awaitChange(left)) {
          wholeStore.stopTaking(owner);
          handOverAll();
          refuseIfClosed();
          throw locked("the store's lock was not had within %s".formatted(atMost));
        }
        refuseIfClosed();
      }
      return wholeStore.have(lease);
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public boolean unlockStore(String owner, Deadline deadline) {
    mutex.lock();
    try {
      refuseIfClosed();
      boolean released = wholeStore.release(owner);
      handOverAll();
      return released;
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public Optional<StoreLock> storeLock(Deadline deadline) {
    mutex.lock();
    try {
      refuseIfClosed();
      return wholeStore.current();
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public int waiting(Key key) {
    mutex.lock();
    try {
      KeyQueue queue = keys.get(key);
      return queue == null ? 0 : queue.waiters.size();
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public List<Figure> figures() {
    mutex.lock();
    try {
      return List.of(
          Figure.gauge(
              "lock.held",
              "Keys' locks that are held now",
              (double) keys.values().stream().filter(queue -> queue.holder != null).count()),
          Figure.gauge(
              "lock.waiting",
              "Calls that wait for a key's lock now",
              keys.values().stream().mapToInt(queue -> queue.waiters.size()).sum()));
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public Health health() {
    mutex.lock();
    try {
      return closed ? new Health.Down("the lock manager is closed") : Health.Up.UP;
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public void close() {
    List<LocalGrant> over;
    mutex.lock();
    try {
      closed = true;
      over = holders();
      keys.values().forEach(queue -> queue.waiters.forEach(waiter -> waiter.granted.signal()));
      keys.clear();
      wholeStore.signalChange();
    } finally {
      mutex.unlock();
    }
    over.forEach(LocalGrant::lose);
  }

  private boolean mayHave(Purpose purpose) {
    return purpose == Purpose.FINISH || wholeStore.isFree();
  }

  private LocalGrant grant(Key key, KeyQueue queue) {
    LocalGrant grant = new LocalGrant(key, identity, ++revision, queue.intent);
    queue.holder = grant;
    queue.intent = true;
    return grant;
  }

  private void giveUp(LocalGrant grant, KeyQueue queue) {
    grant.end();
    queue.holder = null;
    handOver(grant.key(), queue);
    forgetIfIdle(grant.key(), queue);
    wholeStore.signalChange();
  }

  private void handOver(Key key, KeyQueue queue) {
    if (queue.holder != null || closed) {
      return;
    }
    KeyQueue.Waiter waiter = queue.next(this::mayHave);
    if (waiter != null) {
      waiter.grant = grant(key, queue);
      waiter.granted.signal();
    }
  }

  private void handOverAll() {
    keys.forEach(this::handOver);
  }

  private void forgetIfIdle(Key key, KeyQueue queue) {
    if (queue.isIdle()) {
      keys.remove(key, queue);
    }
  }

  private List<LocalGrant> holders() {
    List<LocalGrant> holders = new ArrayList<>();
    for (KeyQueue queue : keys.values()) {
      if (queue.holder != null) {
        holders.add(queue.holder);
      }
    }
    return holders;
  }

  private static Duration shorter(Duration wait, Deadline deadline) {
    Duration left = deadline.remaining();
    return wait.compareTo(left) < 0 ? wait : left;
  }

  private static NotAppliedException locked(String message) {
    return new NotAppliedException(Reason.LOCKED, message);
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new NotAppliedException(Reason.UNAVAILABLE, "the lock manager is closed");
    }
  }
}
