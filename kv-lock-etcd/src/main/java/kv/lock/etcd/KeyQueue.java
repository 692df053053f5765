package kv.lock.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import kv.lock.etcd.Layout.Names;
import kv.lock.etcd.Snapshot.Holder;
import kv.lock.etcd.Snapshot.Place;
import kv.spi.lock.LockManager.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * A key's queue as this front end knows it, and its own calls in it. A watch keeps it up to date,
 * so that of all who wait only the one whose turn it is asks etcd; and whoever commits knows whom
 * to hand the lock to. Nothing rests on its being up to date but the time that things take: each
 * transaction verifies the turn, and the first of this front end asks now and then in any case.
 */
final class KeyQueue {

  private static final long POLL_NANOS = 1_000_000_000;
  private static final long UNWATCHED_POLL_NANOS = 100_000_000;

  /** What a waiting call is woken for. */
  enum Wake {
    /** The lock was handed over to it. */
    GRANTED,
    /** It may be its turn: to be tried. */
    TURN,
    /** Its time is over. */
    TIME_OUT,
    CLOSED,
    INTERRUPTED
  }

  /** A call that has its place. All fields are guarded by the queue's mutex. */
  final class Waiter {
    private final Condition woken = mutex.newCondition();
    private final Place place;
    private ByteString claim;
    private boolean turn;
    private long grant;

    private Waiter(Place place) {
      this.place = place;
      this.claim = place.claim();
    }

    Place place() {
      return place;
    }

    /** The revision of the grant that it was handed over. */
    long grant() {
      mutex.lock();
      try {
        return grant;
      } finally {
        mutex.unlock();
      }
    }
  }

  private final Names names;
  private final ByteString store;
  private final ReentrantLock mutex = new ReentrantLock();
  private final Map<ByteString, Waiter> waiters = new HashMap<>();
  private final TreeMap<Long, Place> places = new TreeMap<>();
  private Optional<Holder> holder = Optional.empty();
  private boolean storeIsLocked;
  private long lockRevision;
  private long storeRevision;
  private @Nullable KeyWatch watch;
  private boolean closed;

  /** Calls that wait, or may have to; guarded by {@link KeyQueues}. */
  int users;

  KeyQueue(Names names, ByteString store) {
    this.names = names;
    this.store = store;
  }

  Names names() {
    return names;
  }

  ByteString store() {
    return store;
  }

  /** Whether nobody ever waited in it. */
  boolean isFresh() {
    mutex.lock();
    try {
      return lockRevision == 0;
    } finally {
      mutex.unlock();
    }
  }

  int waiting() {
    mutex.lock();
    try {
      return waiters.size();
    } finally {
      mutex.unlock();
    }
  }

  /**
   * @param now what was read when the place was put
   */
  Waiter add(Place place, Snapshot now) {
    mutex.lock();
    try {
      Waiter waiter = new Waiter(place);
      waiters.put(place.name(), waiter);
      take(now);
      return waiter;
    } finally {
      mutex.unlock();
    }
  }

  void remove(Waiter waiter) {
    mutex.lock();
    try {
      waiters.remove(waiter.place.name());
    } finally {
      mutex.unlock();
    }
  }

  /** The waiter's place holds another claim now. */
  void claimAnew(Waiter waiter, ByteString claim) {
    mutex.lock();
    try {
      waiter.claim = claim;
    } finally {
      mutex.unlock();
    }
  }

  Wake await(Waiter waiter, long nanos) {
    mutex.lock();
    try {
      long left = nanos;
      while (true) {
        if (waiter.grant > 0) {
          return Wake.GRANTED;
        }
        if (closed) {
          return Wake.CLOSED;
        }
        if (left <= 0) {
          return Wake.TIME_OUT;
        }
        if (waiter.turn) {
          waiter.turn = false;
          return Wake.TURN;
        }
        long poll = isWatched() ? POLL_NANOS : UNWATCHED_POLL_NANOS;
        long unslept = waiter.woken.awaitNanos(Math.min(left, poll));
        left -= Math.min(left, poll) - unslept;
        waiter.turn |= unslept <= 0 && isFirstHere(waiter);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Wake.INTERRUPTED;
    } finally {
      mutex.unlock();
    }
  }

  private boolean isFirstHere(Waiter waiter) {
    return waiters.values().stream()
        .allMatch(other -> other.place.created() >= waiter.place.created());
  }

  /** Takes in what was read of it. */
  void take(Snapshot now) {
    mutex.lock();
    try {
      if (now.revision() > lockRevision) {
        lockRevision = now.revision();
        holder = now.holder();
        places.clear();
        now.places().forEach(place -> places.put(place.created(), place));
      }
      if (now.revision() > storeRevision) {
        storeRevision = now.revision();
        storeIsLocked = now.storeIsLocked();
      }
      choose();
    } finally {
      mutex.unlock();
    }
  }

  /** Takes in what the watch has seen; all events of one revision at once. */
  void take(List<Event> events) {
    mutex.lock();
    try {
      long lockBefore = lockRevision;
      long storeBefore = storeRevision;
      for (Event event : events) {
        KeyValue kv = event.getKv();
        boolean there = event.getType() == Event.EventType.PUT;
        if (kv.getKey().equals(store)) {
          if (kv.getModRevision() > storeBefore) {
            storeRevision = Math.max(storeRevision, kv.getModRevision());
            storeIsLocked = there;
          }
        } else if (kv.getModRevision() > lockBefore) {
          lockRevision = Math.max(lockRevision, kv.getModRevision());
          take(kv, there);
        }
      }
      choose();
    } finally {
      mutex.unlock();
    }
  }

  private void take(KeyValue kv, boolean there) {
    if (kv.getKey().equals(names.lock())) {
      holder = there ? Optional.of(Holder.of(kv)) : Optional.empty();
    } else if (there) {
      places.put(kv.getCreateRevision(), Place.of(names, kv));
    } else {
      places.values().removeIf(place -> place.name().equals(kv.getKey()));
    }
  }

  /** Wakes whoever of this front end has something to do. */
  private void choose() {
    for (Waiter waiter : waiters.values()) {
      if (holder.isPresent() && holder.get().claim().equals(waiter.claim)) {
        waiter.grant = holder.get().revision();
        waiter.woken.signal();
      } else if (waiter.place.created() <= lockRevision
          && !places.containsKey(waiter.place.created())) {
        wake(waiter);
      }
    }
    if (holder.isEmpty()) {
      next().map(place -> waiters.get(place.name())).ifPresent(KeyQueue::wake);
    }
  }

  private static void wake(Waiter waiter) {
    waiter.turn = true;
    waiter.woken.signal();
  }

  private Optional<Place> next() {
    return places.values().stream()
        .filter(place -> place.purpose() == Purpose.FINISH || !storeIsLocked)
        .findFirst();
  }

  /** Whom a lock that was granted in this life is to be handed over to, as far as is known. */
  Optional<Place> next(String identity) {
    mutex.lock();
    try {
      return isWatched()
          ? next().filter(place -> Claim.isOf(identity, place.claim()))
          : Optional.empty();
    } finally {
      mutex.unlock();
    }
  }

  private boolean isWatched() {
    return watch != null && watch.isAlive();
  }

  /** The revision after which it has to be watched, if it is not. */
  Optional<Long> unwatchedSince() {
    mutex.lock();
    try {
      return closed || isWatched()
          ? Optional.empty()
          : Optional.of(Math.min(lockRevision, storeRevision));
    } finally {
      mutex.unlock();
    }
  }

  /** Goes on with this watch; of two, one is closed. */
  void watchBy(KeyWatch fresh) {
    mutex.lock();
    try {
      if (closed || isWatched()) {
        fresh.close();
      } else {
        watch = fresh;
      }
    } finally {
      mutex.unlock();
    }
  }

  /** The watch has ended: the first who waits finds out what it has missed. */
  void watchEnded() {
    mutex.lock();
    try {
      waiters.values().stream().filter(this::isFirstHere).forEach(KeyQueue::wake);
    } finally {
      mutex.unlock();
    }
  }

  void close() {
    mutex.lock();
    try {
      closed = true;
      if (watch != null) {
        watch.close();
      }
      waiters.values().forEach(waiter -> waiter.woken.signal());
    } finally {
      mutex.unlock();
    }
  }
}
