package kv.lock.etcd;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.RangeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import kv.lock.etcd.Connection.Repeat;
import kv.spi.Deadline;
import kv.spi.Figure;
import kv.spi.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of this front end: one for all its new locks, made ahead, so that none has to be made
 * when a lock is wanted; and those before it that locks are still held under. A thread of its own
 * keeps them alive and finds out when one is over.
 *
 * <p>That locks share a lease is safe since none is held by its lease: a lock is whose claim it
 * holds, and the lease only says when it ends (docs/decisions/0061).
 */
final class Leases implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final long RETRY_NANOS = 200_000_000;

  /** How long one member may take to answer a renewal: two silent ones are an outage. */
  private static final long ANSWER_NANOS = 500_000_000;

  /** What part of a lease making another one may take. */
  private static final int PARTS = 6;

  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Connection connection;
  private final Layout layout;
  private final Cleaner cleaner;
  private final Duration length;
  private final LongSupplier nanoTime;

  private final ReentrantLock mutex = new ReentrantLock();
  private final Condition changed = mutex.newCondition();
  private final List<Lease> leases = new ArrayList<>();
  private Optional<Lease> current = Optional.empty();
  private String trouble = "etcd was not reached yet";
  private long failures;
  private boolean troubled;

  /** Renewals that failed since the last that did not; one that was not even sent counts twice. */
  private int unanswered;

  private long failedRenewals;

  private boolean wanted = true;
  private boolean closed;
  private final Thread thread = new Thread(this::keep, "kv-etcd-leases");

  Leases(
      Connection connection,
      Layout layout,
      Cleaner cleaner,
      Duration length,
      LongSupplier nanoTime) {
    this.connection = connection;
    this.layout = layout;
    this.cleaner = cleaner;
    this.length = length;
    this.nanoTime = nanoTime;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * The lease for a new lock, which must be released at the end.
   *
   * @throws EtcdFailure if there is none, and making one has failed
   */
  Lease use(Deadline deadline) throws EtcdFailure {
    mutex.lock();
    try {
      long failuresBefore = failures;
      while (true) {
        if (current.isPresent() && current.get().use()) {
          return current.get();
        }
        long left = deadline.remaining().toNanos();
        if (closed || left == 0 || failures > failuresBefore) {
          throw new EtcdFailure(EtcdFailure.Kind.NOT_SENT, "no lease: " + trouble);
        }
        wanted = true;
        changed.signalAll();
        long unused = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EtcdFailure(EtcdFailure.Kind.NOT_SENT, "interrupted", e);
    } finally {
      mutex.unlock();
    }
  }

  void release(Lease lease) {
    lease.release();
    if (lease.isRetired()) {
      wake();
    }
  }

  /** No new locks under it; see {@link Lease}. */
  void retire(Lease lease) {
    lease.retire();
    wake();
  }

  /** Etcd says that it is over. */
  void isOver(Lease lease) {
    lease.lose();
    wake();
  }

  /** A new life of the service: nothing of those before can be committed. */
  void loseAllBut(String identity) {
    List<Lease> all;
    mutex.lock();
    try {
      all = List.copyOf(leases);
    } finally {
      mutex.unlock();
    }
    all.forEach(lease -> lease.loseAllBut(identity));
  }

  Health health() {
    mutex.lock();
    try {
      if (closed) {
        return new Health.Down("the lock manager is closed");
      }
      return current.filter(lease -> !lease.isLost()).isPresent() && unanswered < 2
          ? Health.Up.UP
          : new Health.Down(trouble);
    } finally {
      mutex.unlock();
    }
  }

  List<Figure> figures() {
    mutex.lock();
    try {
      return List.of(
          Figure.gauge(
              "lock.held",
              "Keys' locks that are held now",
              leases.stream().mapToInt(Lease::grants).sum()),
          Figure.gauge(
              "etcd.lease.left.seconds",
              "Until the lease of new locks is over if it is not renewed",
              current.map(lease -> Math.max(0, lease.leftNanos()) / 1e9).orElse(0.0)),
          Figure.counter(
              "etcd.lease.failures",
              "Renewals of a lease that failed so far",
              (double) failedRenewals));
    } finally {
      mutex.unlock();
    }
  }

  private void wake() {
    mutex.lock();
    try {
      wanted = true;
      changed.signalAll();
    } finally {
      mutex.unlock();
    }
  }

  private void keep() {
    while (!isClosed()) {
      long next = tendSafely();
      mutex.lock();
      try {
        if (!wanted && !closed && next > 0) {
          long unused = changed.awaitNanos(next);
        }
        wanted = false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        mutex.unlock();
      }
    }
  }

  private long tendSafely() {
    try {
      return tend();
    } catch (RuntimeException e) {
      LOG.error("leases could not be tended", e);
      return RETRY_NANOS;
    }
  }

  /** Does what is due, and returns the nanoseconds until the next is. */
  private long tend() {
    long next = Long.MAX_VALUE;
    for (Lease lease : known()) {
      if (lease.isLost()) {
        drop(lease);
        lease.lose();
      } else if (lease.isRetired() && lease.isIdle()) {
        drop(lease);
      } else {
        boolean kept = lease.untilRenewalNanos() > 0 || renew(lease);
        next = Math.min(next, kept ? lease.untilRenewalNanos() : RETRY_NANOS);
        next = Math.min(next, Math.max(1, lease.leftNanos()));
      }
    }
    if (needsOne()) {
      next = Math.min(next, make() ? 0 : RETRY_NANOS);
    }
    return next;
  }

  private boolean needsOne() {
    mutex.lock();
    try {
      return !closed && current.filter(it -> !it.isRetired() && !it.isLost()).isEmpty();
    } finally {
      mutex.unlock();
    }
  }

  private boolean make() {
    long sent = nanoTime.getAsLong();
    // Those that last must not wait for it.
    boolean alone = known().stream().allMatch(Lease::isLost);
    Deadline deadline = Deadline.in(alone ? length : length.dividedBy(PARTS), nanoTime);
    try {
      LeaseGrantResponse granted =
          connection.call(
              LeaseGrpc.getLeaseGrantMethod(),
              LeaseGrantRequest.newBuilder().setTTL(seconds(length)).build(),
              Repeat.SAFE,
              deadline);
      Lease lease =
          new Lease(granted.getID(), Duration.ofSeconds(granted.getTTL()), sent, nanoTime);
      connection.call(
          KVGrpc.getTxnMethod(),
          Ops.txn(
              List.of(),
              List.of(Ops.put(layout.session(lease.id()), layout.session(lease.id()), lease.id())),
              List.of()),
          Repeat.SAFE,
          deadline);
      return add(lease);
    } catch (EtcdFailure e) {
      failed(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void failed(String why) {
    boolean first;
    mutex.lock();
    try {
      trouble = why;
      failures++;
      first = !troubled;
      troubled = true;
      changed.signalAll();
    } finally {
      mutex.unlock();
    }
    if (first) {
      LOG.warn("no locks until etcd gives a lease: {}", why);
    } else {
      LOG.debug("still no lease: {}", why);
    }
  }

  private boolean add(Lease lease) {
    mutex.lock();
    try {
      leases.add(lease);
      current = Optional.of(lease);
      if (troubled) {
        LOG.info("there is a lease, hence locks, again");
      }
      troubled = false;
      unanswered = 0;
      changed.signalAll();
      return true;
    } finally {
      mutex.unlock();
    }
  }

  private boolean renew(Lease lease) {
    long sent = nanoTime.getAsLong();
    Duration atMost = Duration.ofNanos(Math.min(ANSWER_NANOS, lease.leftNanos()));
    try {
      LeaseKeepAliveResponse kept =
          connection.first(
              LeaseGrpc.getLeaseKeepAliveMethod(),
              LeaseKeepAliveRequest.newBuilder().setID(lease.id()).build(),
              Repeat.NEVER,
              Deadline.in(atMost, nanoTime));
      if (kept.getTTL() <= 0) {
        LOG.warn("etcd has ended the lease {}", Long.toHexString(lease.id()));
        isOver(lease);
        return true;
      }
      lease.renew(sent);
      requireQuorum();
      answered();
      return true;
    } catch (EtcdFailure e) {
      unanswered(e);
      return false;
    }
  }

  /** A leader that was cut off renews leases until it finds out; but it can't be read from. */
  private void requireQuorum() throws EtcdFailure {
    connection.call(
        KVGrpc.getRangeMethod(),
        RangeRequest.newBuilder().setKey(layout.identity()).setKeysOnly(true).build(),
        Repeat.NEVER,
        Deadline.in(Duration.ofNanos(ANSWER_NANOS), nanoTime));
  }

  private void answered() {
    mutex.lock();
    try {
      unanswered = 0;
    } finally {
      mutex.unlock();
    }
  }

  private void unanswered(EtcdFailure e) {
    boolean first;
    mutex.lock();
    try {
      first = unanswered == 0;
      unanswered += e.mayHaveEffect() ? 1 : 2;
      failedRenewals++;
      trouble = String.valueOf(e.getMessage());
    } finally {
      mutex.unlock();
    }
    if (first) {
      LOG.warn("the lease could not be renewed yet: {}", e.getMessage());
    } else {
      LOG.debug("the lease could still not be renewed", e);
    }
  }

  /** Forgets it, and has it ended in etcd. */
  private void drop(Lease lease) {
    mutex.lock();
    try {
      leases.remove(lease);
      if (current.filter(lease::equals).isPresent()) {
        current = Optional.empty();
        trouble = "the lease is over";
      }
    } finally {
      mutex.unlock();
    }
    long end = nanoTime.getAsLong() + 2 * length.toNanos();
    cleaner.untilDone(
        "revoke a lease",
        () -> nanoTime.getAsLong() - end > 0,
        deadline -> revoke(lease.id(), deadline));
  }

  /** Ends the lease of this id in etcd, if it lasts. */
  void revoke(long id, Deadline deadline) throws EtcdFailure {
    try {
      connection.call(
          LeaseGrpc.getLeaseRevokeMethod(),
          LeaseRevokeRequest.newBuilder().setID(id).build(),
          Repeat.SAFE,
          deadline);
    } catch (EtcdFailure e) {
      if (e.kind() != EtcdFailure.Kind.NO_LEASE) {
        throw e;
      }
    }
  }

  private List<Lease> known() {
    mutex.lock();
    try {
      return List.copyOf(leases);
    } finally {
      mutex.unlock();
    }
  }

  private boolean isClosed() {
    mutex.lock();
    try {
      return closed;
    } finally {
      mutex.unlock();
    }
  }

  static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }

  /** Ends all leases, in etcd too if it answers soon. */
  @Override
  public void close() {
    mutex.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      mutex.unlock();
    }
    thread.interrupt();
    Deadline deadline = Deadline.in(CLOSE, nanoTime);
    boolean interrupted = Thread.interrupted();
    for (Lease lease : known()) {
      lease.lose();
      try {
        revoke(lease.id(), deadline);
      } catch (EtcdFailure e) {
        LOG.warn("could not end a lease, which ends by itself: {}", e.getMessage());
      }
    }
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
