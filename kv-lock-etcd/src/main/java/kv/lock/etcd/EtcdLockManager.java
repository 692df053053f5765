package kv.lock.etcd;

import io.etcd.jetcd.api.TxnResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import kv.lock.etcd.Acquisition.Shared;
import kv.lock.etcd.Connection.Repeat;
import kv.lock.etcd.Layout.Names;
import kv.lock.etcd.Snapshot.Place;
import kv.spi.ConfigurationException;
import kv.spi.Deadline;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;
import kv.spi.Settings;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.Look;
import kv.spi.lock.Look.State;
import kv.spi.lock.StoreLock;

/**
 * Locks in etcd. What is kept there, and which transaction changes it, is in {@link Layout} and
 * {@link LockTxns}; waiting in {@link Acquisition} and {@link KeyQueue}; leases in {@link Leases};
 * rebuilt and restored services in {@link Lives}.
 *
 * <p>The invariant: a lock is whose claim it holds. No two attempts have the same claim, each
 * attempt gets the lock at most once, and commit and abandon compare the claim in the transaction
 * that deletes the lock. So neither a late request, nor a lease that is shared, nor a revision that
 * is given twice can make a commit succeed that is not the holder's.
 */
final class EtcdLockManager implements LockManager {

  /** Between two attempts to commit. */
  private static final long PAUSE_NANOS = 20_000_000;

  /** How often the leader is looked for, and how long that may take. */
  private static final Duration LEADER = Duration.ofSeconds(5);

  private static final Pattern OWNER = Pattern.compile("[\\x20-\\x7e]{1,128}");

  private final Cleaner cleaner;
  private final Connection connection;
  private final Leases leases;
  private final Lives lives;
  private final KeyQueues queues;
  private final LockTxns txns;
  private final StoreLocks storeLocks;
  private final GrantCounts counts = new GrantCounts();
  private final Shared shared;
  private final Layout layout;
  private volatile boolean closed;

  /**
   * @param random for claims and identities
   * @throws ConfigurationException if the settings can't be used
   */
  EtcdLockManager(Settings settings, LongSupplier nanoTime, int maxWaiters, Random random) {
    this.layout = new Layout(settings.get(EtcdSettings.NAMESPACE));
    Duration lease = settings.get(EtcdSettings.LEASE);
    this.connection = new Connection(settings, nanoTime, random);
    this.cleaner = new Cleaner(nanoTime);
    this.leases = new Leases(connection, layout, cleaner, lease, nanoTime);
    this.lives =
        new Lives(
            connection,
            layout,
            () -> new UUID(random.nextLong(), random.nextLong()).toString(),
            leases::loseAllBut);
    this.queues = new KeyQueues(layout, connection, cleaner, maxWaiters);
    this.txns = new LockTxns(layout);
    this.storeLocks = new StoreLocks(lives, leases, connection, cleaner, layout, nanoTime);
    this.shared =
        new Shared(lives, leases, queues, txns, counts, layout, cleaner, random, nanoTime);
    leases.start();
    cleaner.after(0, () -> followLeader(nanoTime));
  }

  private void followLeader(LongSupplier nanoTime) {
    connection.preferLeader(Deadline.in(LEADER, nanoTime));
    cleaner.after(LEADER.toMillis(), () -> followLeader(nanoTime));
  }

  @Override
  public String identity(Deadline deadline) {
    refuseIfClosed();
    try {
      lives.usable(deadline);
      return lives.ask(deadline).identity();
    } catch (EtcdFailure e) {
      throw unavailable(e);
    }
  }

  @Override
  public void startNewLife(String identity, Deadline deadline) {
    refuseIfClosed();
    try {
      lives.startNew(identity, deadline);
    } catch (EtcdFailure e) {
      throw unavailable(e);
    }
  }

  @Override
  public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
    refuseIfClosed();
    return new Acquisition(shared, key, purpose, wait, deadline).run();
  }

  @Override
  public Commit commit(Grant granted, Deadline deadline) {
    refuseIfClosed();
    EtcdGrant grant = mine(granted);
    Names names = layout.of(grant.key());
    while (true) {
      Optional<Place> next = queues.next(grant.key(), grant.identity());
      try {
        TxnResponse answer = lives.txn(txns.commit(names, grant, next), Repeat.NEVER, deadline);
        boolean committed =
            answer.getSucceeded() || (grant.isCommitSent() && LockTxns.lasted(grant, answer));
        end(grant);
        if (!committed) {
          // In another life of the service the lock may still be there.
          giveUp(grant);
        }
        return committed ? Commit.COMMITTED : Commit.LOST;
      } catch (EtcdFailure e) {
        if (e.mayHaveEffect()) {
          grant.commitIsSent();
        }
        boolean again = e.mayHaveEffect() || (grant.isCommitSent() && e.kind().ofMember);
        if (!again || closed || deadline.hasPassed() || Thread.currentThread().isInterrupted()) {
          throw grant.isCommitSent()
              ? new OutcomeUnknownException("the commit was not answered: " + e.getMessage(), e)
              : unavailable(e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void abandon(Grant granted) {
    EtcdGrant grant = mine(granted);
    if (end(grant)) {
      giveUp(grant);
    }
  }

  /** Whether it was not over before. */
  private boolean end(EtcdGrant grant) {
    if (grant.end()) {
      return false;
    }
    grant.lease().remove(grant);
    leases.release(grant.lease());
    return true;
  }

  private void giveUp(EtcdGrant grant) {
    cleaner.untilDone(
        "give up a lock",
        grant.lease()::isLost,
        soon -> lives.txn(txns.abandon(layout.of(grant.key()), grant.claim()), Repeat.SAFE, soon));
  }

  @Override
  public Look look(Key key, Deadline deadline) {
    refuseIfClosed();
    try {
      while (true) {
        lives.usable(deadline);
        TxnResponse answer = lives.txn(txns.look(layout.of(key)), Repeat.SAFE, deadline);
        Optional<String> identity = Lives.identity(answer.getResponses(0).getResponseRange());
        if (identity.isPresent() && !lives.meet(identity.get()).wentBack()) {
          return new Look(identity.get(), state(answer));
        }
        if (identity.isEmpty()) {
          lives.ask(deadline);
        }
      }
    } catch (EtcdFailure e) {
      throw unavailable(e);
    }
  }

  private static State state(TxnResponse answer) {
    if (answer.getResponses(1).getResponseRange().getKvsCount() == 0) {
      return State.DECIDED;
    }
    return answer.getResponses(2).getResponseRange().getKvsCount() == 0
        ? State.ABANDONED
        : State.HELD;
  }

  @Override
  public StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline) {
    refuseIfClosed();
    if (!OWNER.matcher(owner).matches() || lease.isNegative() || lease.isZero()) {
      throw new NotAppliedException(
          Reason.INVALID, "an owner is 1 to 128 printable ASCII characters, a lease is positive");
    }
    try {
      return storeLocks.lock(owner, lease, wait, deadline);
    } catch (EtcdFailure e) {
      throw unavailable(e);
    }
  }

  @Override
  public boolean unlockStore(String owner, Deadline deadline) {
    refuseIfClosed();
    try {
      return storeLocks.unlock(owner, deadline);
    } catch (EtcdFailure e) {
      throw e.mayHaveEffect()
          ? new OutcomeUnknownException("the release was not answered: " + e.getMessage(), e)
          : unavailable(e);
    }
  }

  @Override
  public Optional<StoreLock> storeLock(Deadline deadline) {
    refuseIfClosed();
    try {
      return storeLocks.current(deadline);
    } catch (EtcdFailure e) {
      throw unavailable(e);
    }
  }

  @Override
  public int waiting(Key key) {
    return queues.waiting(key);
  }

  @Override
  public Health health() {
    return leases.health();
  }

  @Override
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>(counts.figures());
    figures.addAll(leases.figures());
    figures.add(
        Figure.gauge(
            "lock.waiting", "Calls that wait for a key's lock now", queues.waitingForAll()));
    return figures;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    queues.close();
    leases.close();
    cleaner.close();
    connection.close();
  }

  private static EtcdGrant mine(Grant grant) {
    if (grant instanceof EtcdGrant mine) {
      return mine;
    }
    throw new NotAppliedException(Reason.INVALID, "the grant is another lock manager's");
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new NotAppliedException(Reason.UNAVAILABLE, "the lock manager is closed");
    }
  }

  private static NotAppliedException unavailable(EtcdFailure e) {
    return new NotAppliedException(
        Reason.UNAVAILABLE, "the lock service can't be asked: " + e.getMessage(), e);
  }
}
