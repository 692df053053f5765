package kv.spi.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kv.spi.Deadline;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;

/**
 * Locks of keys, and the place where writes under them are decided. Its <em>service</em>, which all
 * front ends share, holds for a key k, while and only while a write of k is undecided, a leased
 * lock L(k) and an unleased intent I(k). Each transaction named here is one atomic step of the
 * service.
 *
 * <p><strong>Lives.</strong> A service that is rebuilt counts its revisions from 1 again, so it
 * keeps an {@link #identity} of its own: at random, made by whoever finds none, kept under a key of
 * the service itself. It must not be anything that is derived from configuration: a rebuilt etcd
 * has the cluster id of the one before. Acquire and commit compare it in their transactions, since
 * another life may grant the same revision again. A lock manager that sees its service's revision
 * fall below one that it saw before (a backup was restored) starts a new life before it grants
 * anything.
 *
 * <p>All methods may be called by many threads at once, block no longer than their deadline, and
 * throw {@link kv.spi.NotAppliedException} or {@link kv.spi.OutcomeUnknownException} and nothing
 * else, the latter only where said. A request that may apply twice is never sent twice. Once the
 * service is back after an outage, everything works again by itself.
 */
public interface LockManager extends AutoCloseable {

  /** What a key's lock is wanted for. */
  enum Purpose {
    /** A client's write: held up by the whole-store lock. */
    WRITE,
    /** To finish what somebody began, or to expire: not held up by the whole-store lock. */
    FINISH
  }

  /** How a commit ended. */
  enum Commit {
    COMMITTED,
    /**
     * The lock was the grant's no more; or an earlier commit of it, of unknown outcome, applied.
     */
    LOST
  }

  /** Which life of the service this is: 1 to 64 letters, digits and hyphens. */
  String identity(Deadline deadline);

  /** If the service's identity is {@code identity}: gives it another. */
  void startNewLife(String identity, Deadline deadline);

  /**
   * Takes the key's lock. One transaction: if L(k), the key's queue and, for {@link Purpose#WRITE},
   * the whole-store lock are absent, puts L(k) under a lease and puts I(k), and learns whether an
   * I(k) was there before. Its revision is the grant's. Whoever can't be granted at once waits in
   * the key's queue, first come, first served, across all front ends; a call with no wait never
   * overtakes one that waits.
   *
   * <p>The lease is kept alive until the grant is committed or abandoned, or this is closed. A call
   * that fails leaves no lock and no place in the queue behind, or one that soon ends by its lease;
   * it may leave an I(k).
   *
   * @param wait how long to queue; zero for not at all
   * @throws kv.spi.NotAppliedException as {@code LOCKED} if it was not had within {@code wait} and
   *     the deadline, {@code OVERLOADED} if too many wait for this key already, {@code UNAVAILABLE}
   *     if the service does not answer
   */
  Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline);

  /**
   * Decides what was written under the grant. One transaction: if this is still the grant's life
   * and L(k) the grant's, deletes L(k) and I(k). Also gives up a grant under which nothing was
   * written, unless it is unclean.
   *
   * @throws kv.spi.OutcomeUnknownException if the service did not answer: it may have been
   *     committed, or be so later. To commit again is safe
   * @throws kv.spi.NotAppliedException as {@code UNAVAILABLE} if nothing was sent
   */
  Commit commit(Grant grant, Deadline deadline);

  /**
   * Gives up the grant undecided: if L(k) is the grant's, deletes it and leaves I(k), so that the
   * next grant is unclean. At some time soon, at the latest when the lease ends; never blocks.
   */
  void abandon(Grant grant);

  /** Whether the key has an undecided write, and whose life the answer is from: one transaction. */
  Look look(Key key, Deadline deadline);

  /**
   * Takes or renews the lock of the whole store. From its first step on no key is granted for
   * {@link Purpose#WRITE}; it is had once all keys granted before are given up, by commit, by
   * abandon or by their leases' ends. If {@code owner} has it already, it gets the new lease and
   * stays the same grant. It ends {@code lease} after it was last taken or renewed.
   *
   * @param owner who takes it: 1 to 128 printable ASCII characters
   * @param wait how long to wait for another owner's, and for the keys; zero for not at all
   * @throws kv.spi.NotAppliedException as {@link #acquire}; it is not held then, unless it was
   *     before
   */
  StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline);

  /**
   * Releases the lock of the whole store if {@code owner} has it, and tells whether it had.
   *
   * @throws kv.spi.OutcomeUnknownException if the service did not answer
   */
  boolean unlockStore(String owner, Deadline deadline);

  /** The lock of the whole store, empty where nobody has it. */
  Optional<StoreLock> storeLock(Deadline deadline);

  /** How many calls to this lock manager have their place in the key's queue now; never blocks. */
  int waiting(Key key);

  /** How it is now, as already known: never blocks. */
  Health health();

  /** What it knows about itself, of any names but the server's own: never blocks. */
  default List<Figure> figures() {
    return List.of();
  }

  /**
   * Releases everything, threads and leases included. Running calls may fail, later ones are
   * refused as {@link kv.spi.NotAppliedException.Reason#UNAVAILABLE}; a second close does nothing.
   */
  @Override
  void close();
}
