package kv.http.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import kv.spi.Deadline;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.Look;
import kv.spi.lock.StoreLock;

/**
 * A lock manager that is timed: how long callers wait for locks and how that ends, how hand-overs
 * are found, how commits end. All meters exist from the start.
 */
public final class LockMetrics implements LockManager {

  /** How an acquisition or a commit can end. */
  private enum End {
    GRANTED,
    LOCKED,
    OVERLOADED,
    COMMITTED,
    LOST,
    UNAVAILABLE,
    UNKNOWN
  }

  private static final List<End> OF_ACQUIRE =
      List.of(End.GRANTED, End.LOCKED, End.OVERLOADED, End.UNAVAILABLE);
  private static final List<End> OF_COMMIT =
      List.of(End.COMMITTED, End.LOST, End.UNAVAILABLE, End.UNKNOWN);

  private final LockManager locks;
  private final LongSupplier nanoTime;
  private final Map<End, Timer> acquired;
  private final Map<End, Timer> committed;
  private final Counter clean;
  private final Counter unclean;
  private final Counter abandoned;
  private final Counter looks;

  public LockMetrics(LockManager locks, MeterRegistry registry, LongSupplier nanoTime) {
    this.locks = locks;
    this.nanoTime = nanoTime;
    this.acquired =
        timers(registry, "kv.lock.acquire", "Waits for keys' locks, by their end", OF_ACQUIRE);
    this.committed =
        timers(registry, "kv.lock.commit", "Commits under keys' locks, by their end", OF_COMMIT);
    this.clean = handovers(registry, "clean");
    this.unclean = handovers(registry, "unclean");
    this.abandoned =
        Counter.builder("kv.lock.abandoned")
            .description("Locks given up with the write under them undecided")
            .register(registry);
    this.looks =
        Counter.builder("kv.lock.looks")
            .description("Reads that had to ask whether a write was decided")
            .register(registry);
  }

  private static Map<End, Timer> timers(
      MeterRegistry registry, String name, String description, List<End> ends) {
    Map<End, Timer> timers = new EnumMap<>(End.class);
    for (End end : ends) {
      timers.put(
          end,
          Timer.builder(name)
              .description(description)
              .tag("result", end.name().toLowerCase(Locale.ROOT))
              .publishPercentileHistogram()
              .register(registry));
    }
    return timers;
  }

  private static Counter handovers(MeterRegistry registry, String kind) {
    return Counter.builder("kv.lock.handovers")
        .description(
            "Grants of keys' locks; unclean where the holder before left a write undecided")
        .tag("kind", kind)
        .register(registry);
  }

  @Override
  public Grant acquire(Key key, Purpose purpose, Duration wait, Deadline deadline) {
    long start = nanoTime.getAsLong();
    End end = End.UNAVAILABLE;
    try {
      Grant grant = locks.acquire(key, purpose, wait, deadline);
      end = End.GRANTED;
      (grant.unclean() ? unclean : clean).increment();
      return grant;
    } catch (NotAppliedException e) {
      end = endOf(e);
      throw e;
    } finally {
      record(acquired, end, start);
    }
  }

  private static End endOf(NotAppliedException e) {
    return switch (e.reason()) {
      case LOCKED -> End.LOCKED;
      case OVERLOADED -> End.OVERLOADED;
      default -> End.UNAVAILABLE;
    };
  }

  @Override
  public Commit commit(Grant grant, Deadline deadline) {
    long start = nanoTime.getAsLong();
    End end = End.UNKNOWN;
    try {
      Commit commit = locks.commit(grant, deadline);
      end = commit == Commit.COMMITTED ? End.COMMITTED : End.LOST;
      return commit;
    } catch (KvException e) {
      end = e instanceof NotAppliedException ? End.UNAVAILABLE : End.UNKNOWN;
      throw e;
    } finally {
      record(committed, end, start);
    }
  }

  private void record(Map<End, Timer> timers, End end, long start) {
    Objects.requireNonNull(timers.get(end))
        .record(nanoTime.getAsLong() - start, TimeUnit.NANOSECONDS);
  }

  @Override
  public void abandon(Grant grant) {
    abandoned.increment();
    locks.abandon(grant);
  }

  @Override
  public Look look(Key key, Deadline deadline) {
    looks.increment();
    return locks.look(key, deadline);
  }

  @Override
  public String identity(Deadline deadline) {
    return locks.identity(deadline);
  }

  @Override
  public void startNewLife(String identity, Deadline deadline) {
    locks.startNewLife(identity, deadline);
  }

  @Override
  public StoreLock lockStore(String owner, Duration lease, Duration wait, Deadline deadline) {
    return locks.lockStore(owner, lease, wait, deadline);
  }

  @Override
  public boolean unlockStore(String owner, Deadline deadline) {
    return locks.unlockStore(owner, deadline);
  }

  @Override
  public Optional<StoreLock> storeLock(Deadline deadline) {
    return locks.storeLock(deadline);
  }

  @Override
  public int waiting(Key key) {
    return locks.waiting(key);
  }

  @Override
  public Health health() {
    return locks.health();
  }

  @Override
  public List<Figure> figures() {
    return locks.figures();
  }

  @Override
  public void close() {
    locks.close();
  }
}
