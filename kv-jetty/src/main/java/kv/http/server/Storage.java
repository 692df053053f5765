package kv.http.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import kv.http.config.HttpSettings;
import kv.http.ops.LockMetrics;
import kv.http.trace.Tracing;
import kv.spi.ConfigurationException;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider;
import kv.spi.KvBackendProvider.Lockable;
import kv.spi.Settings;
import kv.spi.TimestampedStore;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManagerProvider;
import kv.spi.locked.LockedBackend;
import kv.spi.locked.LockingBackend;
import kv.spi.locked.SerializedBackend;
import kv.spi.plugin.Plugins;

/** Opens what {@code kv.backend} and {@code kv.lock} name together. */
final class Storage {

  private final Settings settings;
  private final KvBackendProvider.Context context;
  private final MeterRegistry metrics;
  private final Optional<Tracing> tracing;

  private Storage(Settings settings, MeterRegistry metrics, Optional<Tracing> tracing) {
    this.settings = settings;
    this.metrics = metrics;
    this.tracing = tracing;
    this.context =
        new KvBackendProvider.Context(
            settings,
            InstantSource.system(),
            System::nanoTime,
            settings.get(HttpSettings.MAX_VALUE_SIZE));
  }

  /**
   * The backend, under its lock manager if one is configured; the lock manager timed, and both
   * traced where traces are switched on.
   *
   * @throws ConfigurationException naming what is wrong; nothing stays open then
   */
  static KvBackend open(
      Settings settings, Plugins plugins, MeterRegistry metrics, Optional<Tracing> tracing) {
    KvBackendProvider backend = plugins.backend(settings.get(HttpSettings.BACKEND));
    Optional<LockManagerProvider> locks = plugins.lockManager(settings.get(HttpSettings.LOCK));
    Storage storage = new Storage(settings, metrics, tracing);
    return locks.isPresent()
        ? storage.open(backend, locks.get())
        : storage.traced(backend.open(storage.context));
  }

  /** The lock manager first, since it needs no service that is there yet. */
  private LockingBackend open(KvBackendProvider backend, LockManagerProvider provider) {
    Duration lockWait = settings.get(HttpSettings.LOCK_WAIT);
    if (lockWait.compareTo(settings.get(HttpSettings.LOCK_WAIT_MAX)) > 0) {
      throw new ConfigurationException(
          "%s is above %s"
              .formatted(HttpSettings.LOCK_WAIT.name(), HttpSettings.LOCK_WAIT_MAX.name()));
    }
    LockManager locks =
        provider.open(
            new LockManagerProvider.Context(
                settings, context.nanoTime(), settings.get(HttpSettings.LOCK_MAX_WAITERS)));
    LockManager timed = new LockMetrics(locks, metrics, context.nanoTime());
    LockManager observed = tracing.map(it -> it.traced(timed)).orElse(timed);
    try {
      return over(backend.openLockable(context), observed, lockWait);
    } catch (RuntimeException | Error e) {
      locks.close();
      throw e;
    }
  }

  private LockingBackend over(Lockable lockable, LockManager locks, Duration lockWait) {
    if (lockable instanceof Lockable.Keeping keeping) {
      TimestampedStore store = keeping.store();
      return new LockedBackend(
          tracing.map(it -> it.traced(store)).orElse(store),
          locks,
          context.clock(),
          context.maxValueSize(),
          lockWait);
    }
    return new SerializedBackend(traced(((Lockable.Deciding) lockable).backend()), locks, lockWait);
  }

  private KvBackend traced(KvBackend backend) {
    return tracing.map(it -> it.traced(backend)).orElse(backend);
  }
}
