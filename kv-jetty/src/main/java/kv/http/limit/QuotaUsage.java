package kv.http.limit;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kv.http.limit.Refusals.Reason;

/**
 * What is used of one quota, as far as this front end can know: what the last count found, and what
 * has been let through here since that count began, as if all of it were new and stayed.
 *
 * <p>A count takes a while, and a write that is under way meanwhile may or may not be in it. So
 * what is let through while a count runs, or was still under way when it began, is added to what
 * that count will find.
 */
final class QuotaUsage {

  private final Quota quota;
  private final Set<Reservation> underWay = new HashSet<>();
  private long countedKeys;
  private long countedBytes;
  private Sum since = new Sum();
  private Optional<Sum> sinceBegun = Optional.empty();

  private static final class Sum {
    private long keys;
    private long bytes;

    private void add(long moreKeys, long moreBytes) {
      keys += moreKeys;
      bytes += moreBytes;
    }
  }

  /** Room that a write has been given, whether or not it will need it. */
  final class Reservation {
    private final Set<Sum> sums = new HashSet<>();
    private long keys;
    private final long bytes;

    private Reservation(long keys, long bytes) {
      this.keys = keys;
      this.bytes = bytes;
    }

    private void addTo(Sum sum) {
      if (sums.add(sum)) {
        sum.add(keys, bytes);
      }
    }

    /** The write is decided, or nobody will ever know. */
    void ended() {
      synchronized (QuotaUsage.this) {
        underWay.remove(this);
      }
    }

    /** The key was there before. */
    void neededNoKey() {
      synchronized (QuotaUsage.this) {
        sums.forEach(sum -> sum.add(-keys, 0));
        keys = 0;
      }
    }

    /** Nothing was written. */
    void neededNothing() {
      synchronized (QuotaUsage.this) {
        sums.forEach(sum -> sum.add(-keys, -bytes));
      }
    }
  }

  QuotaUsage(Quota quota) {
    this.quota = quota;
  }

  Quota quota() {
    return quota;
  }

  synchronized long keys() {
    return countedKeys + since.keys;
  }

  synchronized long bytes() {
    return countedBytes + since.bytes;
  }

  /** Which limit keeps it from growing by so much, if any does. */
  synchronized Optional<Reason> exceededBy(long moreKeys, long moreBytes) {
    if (moreKeys > 0 && moreKeys > quota.keys() - keys()) {
      return Optional.of(Reason.QUOTA_OF_KEYS);
    }
    return moreBytes > 0 && moreBytes > quota.bytes() - bytes()
        ? Optional.of(Reason.QUOTA_OF_BYTES)
        : Optional.empty();
  }

  /** Room for so much; empty where there is none. */
  synchronized Optional<Reservation> reserve(long moreKeys, long moreBytes) {
    if (exceededBy(moreKeys, moreBytes).isPresent()) {
      return Optional.empty();
    }
    Reservation reservation = new Reservation(moreKeys, moreBytes);
    underWay.add(reservation);
    reservation.addTo(since);
    sinceBegun.ifPresent(reservation::addTo);
    return Optional.of(reservation);
  }

  /** From now on what is there is counted. */
  synchronized void countBegins() {
    Sum begun = new Sum();
    List.copyOf(underWay).forEach(reservation -> reservation.addTo(begun));
    sinceBegun = Optional.of(begun);
  }

  /** So much was there. */
  synchronized void counted(long keys, long bytes) {
    countedKeys = keys;
    countedBytes = bytes;
    since = sinceBegun.orElseThrow();
    sinceBegun = Optional.empty();
  }
}
