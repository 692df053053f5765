package kv.lock.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import kv.lock.etcd.Connection.Repeat;
import kv.lock.etcd.EtcdFailure.Kind;
import kv.lock.etcd.Lives.Life;
import kv.spi.Deadline;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.StoreLock;

/**
 * The lock of the whole store: one key in etcd, which the grants of writers compare. While it is
 * being taken it is under the front end's lease; from when it is had, under one of its own that
 * nobody renews but its owner. Its revision is that of its creation, so it stays when the owner
 * renews it, and keys granted before have lower ones.
 */
final class StoreLocks {

  private static final long PAUSE_NANOS = 50_000_000;

  private final Lives lives;
  private final Leases leases;
  private final Connection connection;
  private final Cleaner cleaner;
  private final Layout layout;
  private final LongSupplier nanoTime;

  StoreLocks(
      Lives lives,
      Leases leases,
      Connection connection,
      Cleaner cleaner,
      Layout layout,
      LongSupplier nanoTime) {
    this.lives = lives;
    this.leases = leases;
    this.connection = connection;
    this.cleaner = cleaner;
    this.layout = layout;
    this.nanoTime = nanoTime;
  }

  /** What is kept as its value. */
  private record Owned(boolean had, String identity, String owner) {
    ByteString value() {
      return ByteString.copyFromUtf8((had ? "had " : "taking ") + identity + " " + owner);
    }

    static Owned of(ByteString value) {
      String[] parts = value.toStringUtf8().split(" ", 3);
      return new Owned(parts[0].equals("had"), parts[1], parts[2]);
    }
  }

  private record Kept(Owned owned, long created, long modified, long lease) {
    static Kept of(KeyValue kv) {
      return new Kept(
          Owned.of(kv.getValue()), kv.getCreateRevision(), kv.getModRevision(), kv.getLease());
    }

    boolean isOf(String owner) {
      return owned.owner().equals(owner);
    }
  }

  StoreLock lock(String owner, Duration length, Duration wait, Deadline deadline)
      throws EtcdFailure {
    // The rest of the call's time is for giving up.
    Duration left = deadline.remaining().multipliedBy(9).dividedBy(10);
    Deadline until = Deadline.in(wait.compareTo(left) < 0 ? wait : left, nanoTime);
    Lease lease = leases.use(deadline);
    try {
      return lock(owner, length, lease, until, deadline);
    } catch (EtcdFailure e) {
      if (e.kind() == Kind.NO_LEASE) {
        leases.isOver(lease);
      }
      throw e;
    } finally {
      leases.release(lease);
    }
  }

  private StoreLock lock(
      String owner, Duration length, Lease lease, Deadline until, Deadline deadline)
      throws EtcdFailure {
    Optional<Owned> taking = Optional.empty();
    try {
      while (true) {
        Life life = lives.usable(deadline);
        Optional<Kept> kept = find(life, deadline);
        if (kept.isEmpty()) {
          taking = Optional.of(new Owned(false, life.identity(), owner));
          take(taking.get(), lease, deadline);
          continue;
        }
        if (kept.get().isOf(owner)
            && (kept.get().owned().had() || !isHeldUp(kept.get(), deadline))) {
          Optional<StoreLock> had = have(kept.get(), length, deadline);
          if (had.isPresent()) {
            return had.get();
          }
        } else if (until.hasPassed() || Thread.currentThread().isInterrupted()) {
          taking.ifPresent(it -> deleteSoon(it, lease));
          throw new NotAppliedException(
              Reason.LOCKED, "the store's lock was not had within the time that was waited for");
        } else {
          LockSupport.parkNanos(Math.min(PAUSE_NANOS, until.remaining().toNanos()));
        }
      }
    } catch (EtcdFailure e) {
      taking.ifPresent(it -> deleteSoon(it, lease));
      throw e;
    }
  }

  /** The lock as it is kept, once the life that is now has been met. */
  private Optional<Kept> find(Life life, Deadline deadline) throws EtcdFailure {
    while (true) {
      TxnResponse found =
          lives.txn(
              Ops.txn(
                  List.of(),
                  List.of(Ops.get(layout.identity()), Ops.get(layout.store())),
                  List.of()),
              Repeat.SAFE,
              deadline);
      Optional<String> identity = Lives.identity(found.getResponses(0).getResponseRange());
      if (identity.isEmpty()) {
        lives.ask(deadline);
        continue;
      }
      if (!identity.get().equals(life.identity())) {
        lives.meet(identity.get());
      }
      return found.getResponses(1).getResponseRange().getKvsList().stream()
          .findFirst()
          .map(Kept::of);
    }
  }

  private void take(Owned owned, Lease lease, Deadline deadline) throws EtcdFailure {
    try {
      lives.txn(
          Ops.txn(
              List.of(
                  Ops.hasValue(layout.identity(), Lives.text(owned.identity())),
                  Ops.isAbsent(layout.store())),
              List.of(Ops.put(layout.store(), owned.value(), lease.id())),
              List.of()),
          Repeat.NEVER,
          deadline);
    } catch (EtcdFailure e) {
      if (e.mayHaveEffect()) {
        leases.retire(lease);
      }
      throw e;
    }
  }

  private void deleteSoon(Owned owned, Lease lease) {
    TxnRequest delete =
        Ops.txn(
            List.of(Ops.hasValue(layout.store(), owned.value())),
            List.of(Ops.delete(layout.store())),
            List.of());
    cleaner.untilDone(
        "give up the store's lock", lease::isLost, soon -> lives.txn(delete, Repeat.SAFE, soon));
  }

  /** Whether a key is held that was granted before it was taken. */
  private boolean isHeldUp(Kept kept, Deadline deadline) throws EtcdFailure {
    return lives
        .txn(
            Ops.txn(
                List.of(),
                List.of(Ops.namesBefore(layout.locks(), layout.locksEnd(), kept.created())),
                List.of()),
            Repeat.SAFE,
            deadline)
        .getResponses(0)
        .getResponseRange()
        .getKvsList()
        .stream()
        .anyMatch(kv -> Layout.isLock(kv.getKey()));
  }

  /** It is had from now on, or longer; empty if it changed meanwhile. */
  private Optional<StoreLock> have(Kept kept, Duration length, Deadline deadline)
      throws EtcdFailure {
    long sent = nanoTime.getAsLong();
    LeaseGrantResponse granted =
        connection.call(
            LeaseGrpc.getLeaseGrantMethod(),
            LeaseGrantRequest.newBuilder().setTTL(Leases.seconds(length)).build(),
            Repeat.SAFE,
            deadline);
    Owned owned = new Owned(true, kept.owned().identity(), kept.owned().owner());
    boolean had;
    try {
      had =
          lives
              .txn(
                  Ops.txn(
                      List.of(Ops.wasModifiedAt(layout.store(), kept.modified())),
                      List.of(Ops.put(layout.store(), owned.value(), granted.getID())),
                      List.of()),
                  Repeat.NEVER,
                  deadline)
              .getSucceeded();
    } catch (EtcdFailure e) {
      // Without its lease the put can't be done any more. One who had it must not lose it so.
      if (!kept.owned().had()) {
        revokeSoon(granted.getID(), length);
      }
      throw e;
    }
    if (!had) {
      revokeSoon(granted.getID(), length);
      return Optional.empty();
    }
    if (kept.owned().had()) {
      revokeSoon(kept.lease(), length);
    }
    Duration lasts = Duration.ofSeconds(granted.getTTL());
    return Optional.of(
        lock(owned, kept.created(), lasts.compareTo(length) < 0 ? lasts : length, sent));
  }

  private StoreLock lock(Owned owned, long revision, Duration lasts, long sent) {
    Duration left = lasts.minusNanos(nanoTime.getAsLong() - sent);
    return new StoreLock(
        owned.owner(), owned.identity(), revision, left.isNegative() ? Duration.ZERO : left);
  }

  private void revokeSoon(long lease, Duration length) {
    long end = nanoTime.getAsLong() + 2 * length.toNanos();
    cleaner.untilDone(
        "revoke a lease of the store's lock",
        () -> nanoTime.getAsLong() - end > 0,
        soon -> leases.revoke(lease, soon));
  }

  /** Releases it if {@code owner} has it or takes it; what fails is of unknown end if it may be. */
  boolean unlock(String owner, Deadline deadline) throws EtcdFailure {
    while (true) {
      Optional<Kept> kept = findToRelease(owner, deadline);
      if (kept.isEmpty()) {
        return false;
      }
      boolean deleted =
          lives
              .txn(
                  Ops.txn(
                      List.of(Ops.wasModifiedAt(layout.store(), kept.get().modified())),
                      List.of(Ops.delete(layout.store())),
                      List.of()),
                  Repeat.NEVER,
                  deadline)
              .getSucceeded();
      if (deleted) {
        if (kept.get().owned().had()) {
          revokeSoon(kept.get().lease(), Duration.ofMinutes(1));
        }
        return true;
      }
    }
  }

  private Optional<Kept> findToRelease(String owner, Deadline deadline) throws EtcdFailure {
    try {
      return find(lives.usable(deadline), deadline).filter(it -> it.isOf(owner));
    } catch (EtcdFailure e) {
      // Whatever became of the reading, nothing was released.
      throw e.mayHaveEffect()
          ? new EtcdFailure(Kind.REFUSED, String.valueOf(e.getMessage()), e)
          : e;
    }
  }

  /** As far as it is had, not only being taken. */
  Optional<StoreLock> current(Deadline deadline) throws EtcdFailure {
    Optional<Kept> kept = find(lives.usable(deadline), deadline).filter(it -> it.owned().had());
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    long sent = nanoTime.getAsLong();
    long left =
        connection
            .call(
                LeaseGrpc.getLeaseTimeToLiveMethod(),
                LeaseTimeToLiveRequest.newBuilder().setID(kept.get().lease()).build(),
                Repeat.SAFE,
                deadline)
            .getTTL();
    return left < 0
        ? Optional.empty()
        : Optional.of(
            lock(kept.get().owned(), kept.get().created(), Duration.ofSeconds(left), sent));
  }
}
