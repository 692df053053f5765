package kv.lock.etcd;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A lease in etcd, by this front end's clock. It is over a tenth before etcd may end it, counted
 * from before its last renewal was sent, so that clocks may differ by that much in their speed.
 *
 * <p>It is <em>retired</em> once a request that would take a lock under it may still be on its way,
 * though nobody waits for its end any more: no new lock is taken under it, and it is revoked when
 * the last one is given up, after which etcd refuses that request.
 */
final class Lease {

  private static final long RENEWAL_NANOS = 500_000_000;

  private final long id;
  private final Duration length;
  private final LongSupplier nanoTime;
  private final Set<EtcdGrant> grants = new HashSet<>();
  private int users;
  private boolean retired;
  private volatile boolean lost;
  private volatile long renewed;

  /**
   * @param sent when it was asked for
   */
  Lease(long id, Duration length, long sent, LongSupplier nanoTime) {
    this.id = id;
    this.length = length;
    this.renewed = sent;
    this.nanoTime = nanoTime;
  }

  long id() {
    return id;
  }

  /** Takes it for a lock, unless it takes none any more. */
  synchronized boolean use() {
    if (retired || isLost()) {
      return false;
    }
    users++;
    return true;
  }

  /** A lock under it, or the attempt to get one, is over. */
  synchronized void release() {
    users--;
  }

  synchronized void retire() {
    retired = true;
  }

  synchronized boolean isRetired() {
    return retired;
  }

  synchronized boolean isIdle() {
    return users == 0;
  }

  /**
   * @param sent when the renewal was asked for
   */
  void renew(long sent) {
    renewed = sent;
  }

  boolean isLost() {
    return lost || leftNanos() <= 0;
  }

  /** Until it is over, if it is not renewed. */
  long leftNanos() {
    return length.toNanos() / 10 * 9 - (nanoTime.getAsLong() - renewed);
  }

  /** Until it is to be renewed: often, as that is also how an outage is noticed. */
  long untilRenewalNanos() {
    return Math.min(length.toNanos() / 3, RENEWAL_NANOS) - (nanoTime.getAsLong() - renewed);
  }

  /** From now on, {@code grant} is told when it is lost. */
  void add(EtcdGrant grant) {
    synchronized (this) {
      if (!lost) {
        grants.add(grant);
        return;
      }
    }
    grant.lose();
  }

  synchronized void remove(EtcdGrant grant) {
    grants.remove(grant);
  }

  synchronized int grants() {
    return grants.size();
  }

  /** Tells all grants that it is over. */
  void lose() {
    List<EtcdGrant> told;
    synchronized (this) {
      lost = true;
      told = List.copyOf(grants);
      grants.clear();
    }
    told.forEach(EtcdGrant::lose);
  }

  /** Tells the grants of any other life that they are over. */
  void loseAllBut(String identity) {
    List<EtcdGrant> told;
    synchronized (this) {
      told = grants.stream().filter(grant -> !grant.identity().equals(identity)).toList();
    }
    told.forEach(EtcdGrant::lose);
  }
}
