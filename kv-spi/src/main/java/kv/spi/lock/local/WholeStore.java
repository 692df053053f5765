package kv.spi.lock.local;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;
import kv.spi.lock.StoreLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock of the whole store: free; being taken, which already keeps writers out; or had until its
 * lease ends. All calls are made under the lock manager's mutex.
 */
final class WholeStore {

  private record Taken(String owner, String identity, long revision, Optional<Long> until) {}

  private final LongSupplier nanoTime;
  private final Condition changed;
  private @Nullable Taken taken;

  WholeStore(LongSupplier nanoTime, Condition changed) {
    this.nanoTime = nanoTime;
    this.changed = changed;
  }

  boolean isFree() {
    if (taken != null && taken.until().isPresent() && left(taken.until().get()) <= 0) {
      taken = null;
    }
    return taken == null;
  }

  /** Nanoseconds until it may be free by itself. */
  long leaseLeft() {
    return taken == null ? Long.MAX_VALUE : taken.until().map(this::left).orElse(Long.MAX_VALUE);
  }

  private long left(long until) {
    return until - nanoTime.getAsLong();
  }

  /** Whether {@code owner} is taking it or has it, if need be from now on. */
  boolean take(String owner, String identity, LongSupplier nextRevision) {
    if (isFree()) {
      taken = new Taken(owner, identity, nextRevision.getAsLong(), Optional.empty());
    }
    return taken != null && taken.owner().equals(owner);
  }

  /** Whether a key is held that was granted before it was taken. */
  boolean isHeldUpBy(List<LocalGrant> holders) {
    long since = taken == null ? 0 : taken.revision();
    return holders.stream().anyMatch(holder -> holder.revision() < since);
  }

  /** It is had, for {@code lease} from now. */
  StoreLock have(Duration lease) {
    if (taken == null) {
      throw new IllegalStateException("it was not taken");
    }
    long until = nanoTime.getAsLong() + lease.toNanos();
    taken = new Taken(taken.owner(), taken.identity(), taken.revision(), Optional.of(until));
    return new StoreLock(taken.owner(), taken.identity(), taken.revision(), lease);
  }

  Optional<StoreLock> current() {
    if (isFree() || taken == null || taken.until().isEmpty()) {
      return Optional.empty();
    }
    Duration left = Duration.ofNanos(left(taken.until().get()));
    return Optional.of(new StoreLock(taken.owner(), taken.identity(), taken.revision(), left));
  }

  /** Gives up what {@code owner} is taking; what it has it keeps. */
  void stopTaking(String owner) {
    if (taken != null && taken.owner().equals(owner) && taken.until().isEmpty()) {
      taken = null;
      signalChange();
    }
  }

  boolean release(String owner) {
    if (isFree() || taken == null || !taken.owner().equals(owner)) {
      return false;
    }
    taken = null;
    signalChange();
    return true;
  }

  void signalChange() {
    changed.signalAll();
  }

  /** Waits for a change, or for the lease's end; false if interrupted. */
  @SuppressWarnings("WaitNotInLoop") // The callers loop.
  boolean awaitChange(long atMostNanos) {
    try {
      long unused = changed.awaitNanos(Math.min(atMostNanos, Math.max(1, leaseLeft())));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
