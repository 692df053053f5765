package kv.lock.etcd;

import io.etcd.jetcd.api.TxnResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import kv.lock.etcd.Connection.Repeat;
import kv.lock.etcd.KeyQueue.Waiter;
import kv.lock.etcd.KeyQueue.Wake;
import kv.lock.etcd.Layout.Names;
import kv.lock.etcd.Lives.Life;
import kv.lock.etcd.LockTxns.Answer;
import kv.lock.etcd.LockTxns.Busy;
import kv.lock.etcd.LockTxns.Granted;
import kv.lock.etcd.LockTxns.OtherLife;
import kv.lock.etcd.LockTxns.Waits;
import kv.lock.etcd.Snapshot.Place;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.lock.LockManager.Purpose;

/**
 * One call that wants a key's lock.
 *
 * <p>The first transaction gets the lock or a place in the queue. It is the only one that etcd
 * could do after this call has ended: so if its end is unknown, its lease is retired, and it is
 * never sent again. All later ones depend on the place, which is removed at the end.
 */
final class Acquisition {

  /** What all of them share. */
  record Shared(
      Lives lives,
      Leases leases,
      KeyQueues queues,
      LockTxns txns,
      GrantCounts counts,
      Layout layout,
      Cleaner cleaner,
      Random random,
      LongSupplier nanoTime) {}

  /** Lives and leases that end meanwhile; more than a few of them in one call are an outage. */
  private static final int ROUNDS = 10;

  /** What is left of the call's time for leaving the queue. */
  private static final Duration TO_LEAVE = Duration.ofMillis(200);

  private final Shared shared;
  private final Key key;
  private final Names names;
  private final Purpose purpose;
  private final boolean waits;
  private final Deadline until;
  private final Deadline deadline;

  Acquisition(Shared shared, Key key, Purpose purpose, Duration wait, Deadline deadline) {
    this.shared = shared;
    this.key = key;
    this.names = shared.layout().of(key);
    this.purpose = purpose;
    this.waits = !wait.isZero();
    Duration left = deadline.remaining();
    this.until =
        Deadline.in(min(wait, left.minus(min(TO_LEAVE, left.dividedBy(10)))), shared.nanoTime());
    this.deadline = deadline;
  }

  EtcdGrant run() {
    Optional<KeyQueue> queue = waits ? shared.queues().enter(key) : Optional.empty();
    try {
      return run(queue);
    } catch (EtcdFailure e) {
      throw new NotAppliedException(
          Reason.UNAVAILABLE, "the key's lock could not be asked for: " + e.getMessage(), e);
    } finally {
      queue.ifPresent(it -> shared.queues().leave(key, it));
    }
  }

  private EtcdGrant run(Optional<KeyQueue> queue) throws EtcdFailure {
    for (int round = 0; round < ROUNDS; round++) {
      Life life = shared.lives().usable(deadline);
      Lease lease = shared.leases().use(deadline);
      Optional<EtcdGrant> grant = Optional.empty();
      try {
        grant = under(lease, life, queue);
      } finally {
        if (grant.isEmpty()) {
          shared.leases().release(lease);
        }
      }
      if (grant.isPresent()) {
        lease.add(grant.get());
        return grant.get();
      }
      refuseIfOver(deadline);
    }
    throw new NotAppliedException(
        Reason.UNAVAILABLE, "leases or lives of the lock service keep ending");
  }

  /** Empty if the lease or the life was over, and nothing is left of the attempt. */
  private Optional<EtcdGrant> under(Lease lease, Life life, Optional<KeyQueue> queue)
      throws EtcdFailure {
    Claim claim = new Claim(Claim.nonce(shared.random()), life.identity());
    TxnResponse response;
    try {
      response =
          shared
              .lives()
              .txn(
                  shared.txns().first(names, purpose, claim, lease.id(), queue.isPresent()),
                  Repeat.NEVER,
                  deadline);
    } catch (EtcdFailure e) {
      if (e.kind() == EtcdFailure.Kind.NO_LEASE) {
        shared.leases().isOver(lease);
        return Optional.empty();
      }
      if (e.mayHaveEffect()) {
        shared.leases().retire(lease);
        forget(lease, claim);
      }
      throw e;
    }
    Answer answer = shared.txns().answerToFirst(names, purpose, queue.isPresent(), response);
    if (answer instanceof Granted granted) {
      shared.counts().atOnce.increment();
      return accept(life, new EtcdGrant(key, claim, granted.revision(), granted.unclean(), lease));
    }
    if (answer instanceof Waits waits && queue.isPresent()) {
      return new Turn(queue.get(), lease, life, claim, waits.now()).await();
    }
    if (answer instanceof OtherLife other) {
      meet(other);
      return Optional.empty();
    }
    throw answer == Busy.BUSY && waits
        ? new NotAppliedException(Reason.OVERLOADED, "too many calls wait for this key already")
        : new NotAppliedException(Reason.LOCKED, "the key is locked");
  }

  private void meet(OtherLife other) throws EtcdFailure {
    if (other.identity().isPresent()) {
      shared.lives().meet(other.identity().get());
    } else {
      shared.lives().ask(deadline);
    }
  }

  /** Nothing is granted by a service that has gone back in time. */
  private Optional<EtcdGrant> accept(Life life, EtcdGrant grant) {
    if (!life.wentBack()) {
      return Optional.of(grant);
    }
    forget(grant.lease(), grant.claim());
    return Optional.empty();
  }

  private void forget(Lease lease, Claim claim) {
    shared
        .cleaner()
        .untilDone(
            "give up a lock",
            lease::isLost,
            soon ->
                shared.lives().txn(shared.txns().forget(names, purpose, claim), Repeat.SAFE, soon));
  }

  private void refuseIfOver(Deadline end) {
    if (end.hasPassed()) {
      throw new NotAppliedException(Reason.UNAVAILABLE, "there was no time left");
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The wait of one that has its place. */
  private final class Turn {

    private final KeyQueue queue;
    private final Lease lease;
    private final Place place;
    private final Waiter waiter;
    private Life life;
    private Claim claim;

    /** Whether a grant may have been got by a transaction of unknown end. */
    private boolean doubtful;

    private Optional<EtcdFailure> trouble = Optional.empty();

    Turn(KeyQueue queue, Lease lease, Life life, Claim claim, Snapshot now) {
      this.queue = queue;
      this.lease = lease;
      this.life = life;
      this.claim = claim;
      this.place =
          new Place(
              names.place(purpose, claim.nonce()),
              purpose,
              now.revision(),
              claim.value(),
              lease.id());
      this.waiter = queue.add(place, now);
    }

    /** Empty if the place was lost. */
    Optional<EtcdGrant> await() throws EtcdFailure {
      boolean leaves = true;
      try {
        while (true) {
          watch();
          Wake wake = queue.await(waiter, until.remaining().toNanos());
          switch (wake) {
            case GRANTED -> {
              leaves = false;
              shared.counts().handedOver.increment();
              return accept(granted(waiter.grant()));
            }
            case TURN -> {
              Tried tried = tryTurn();
              if (tried.over()) {
                leaves = false;
                return tried.grant().isPresent() ? accept(tried.grant().get()) : Optional.empty();
              }
            }
            case TIME_OUT -> {
              leaves = false;
              return accept(timedOut());
            }
            case CLOSED ->
                throw new NotAppliedException(Reason.UNAVAILABLE, "the lock manager is closed");
            case INTERRUPTED ->
                throw new NotAppliedException(
                    Reason.UNAVAILABLE, "interrupted while it waited for the key");
          }
        }
      } finally {
        queue.remove(waiter);
        if (leaves) {
          forget(lease, claim);
        }
      }
    }

    /** How a turn went: over with a grant, over without as the place is lost, or not over. */
    private record Tried(boolean over, Optional<EtcdGrant> grant) {
      static final Tried AGAIN = new Tried(false, Optional.empty());
      static final Tried LOST = new Tried(true, Optional.empty());
    }

    private void watch() {
      try {
        shared.queues().watch(queue);
      } catch (EtcdFailure e) {
        trouble = Optional.of(e);
      }
    }

    private EtcdGrant granted(long revision) {
      return new EtcdGrant(key, claim, revision, doubtful, lease);
    }

    private Optional<EtcdGrant> accept(EtcdGrant grant) {
      return Acquisition.this.accept(life, grant);
    }

    private Tried tryTurn() throws EtcdFailure {
      TxnResponse response;
      try {
        response =
            shared.lives().txn(shared.txns().turn(names, place, claim), Repeat.NEVER, deadline);
      } catch (EtcdFailure e) {
        if (e.kind() == EtcdFailure.Kind.NO_LEASE) {
          shared.leases().isOver(lease);
          return Tried.LOST;
        }
        doubtful |= e.mayHaveEffect();
        trouble = Optional.of(e);
        return Tried.AGAIN;
      }
      trouble = Optional.empty();
      Answer answer = shared.txns().answerToTurn(names, place, claim, response);
      if (answer instanceof Granted granted) {
        return won(granted);
      }
      if (answer instanceof OtherLife other) {
        return claimAnew(other);
      }
      return answer instanceof Waits waits ? goOn(waits.now()) : Tried.AGAIN;
    }

    private Tried won(Granted granted) {
      shared.counts().inTurn.increment();
      return new Tried(
          true,
          Optional.of(new EtcdGrant(key, claim, granted.revision(), granted.unclean(), lease)));
    }

    private Tried goOn(Snapshot now) {
      Optional<Snapshot.Holder> mine = now.holder().filter(it -> it.claim().equals(claim.value()));
      if (mine.isPresent()) {
        shared.counts().handedOver.increment();
        return new Tried(true, Optional.of(granted(mine.get().revision())));
      }
      if (now.places().stream().noneMatch(it -> it.name().equals(place.name()))) {
        return Tried.LOST;
      }
      queue.take(now);
      return Tried.AGAIN;
    }

    private Tried claimAnew(OtherLife other) throws EtcdFailure {
      meet(other);
      life = shared.lives().usable(deadline);
      claim = new Claim(claim.nonce(), life.identity());
      queue.claimAnew(waiter, claim.value());
      boolean kept =
          shared
              .lives()
              .txn(shared.txns().claimAnew(place, claim), Repeat.SAFE, deadline)
              .getSucceeded();
      return kept ? Tried.AGAIN : Tried.LOST;
    }

    /** Leaves the queue, and has the lock after all if it was just handed over. */
    private EtcdGrant timedOut() {
      if (trouble.isEmpty() && !deadline.hasPassed()) {
        try {
          TxnResponse left =
              shared.lives().txn(shared.txns().leave(names, purpose, claim), Repeat.SAFE, deadline);
          if (left.getSucceeded()) {
            shared.counts().handedOver.increment();
            return granted(left.getResponses(0).getResponseRange().getKvs(0).getModRevision());
          }
          throw locked();
        } catch (EtcdFailure e) {
          trouble = Optional.of(e);
        }
      }
      forget(lease, claim);
      if (trouble.isPresent()) {
        throw new NotAppliedException(
            Reason.UNAVAILABLE,
            "the lock service does not answer: " + trouble.get().getMessage(),
            trouble.get());
      }
      throw locked();
    }

    private NotAppliedException locked() {
      return new NotAppliedException(
          Reason.LOCKED, "the key was not free within the time that it was waited for");
    }
  }
}
