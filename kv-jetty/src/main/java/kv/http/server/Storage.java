package kv.http.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import kv.http.config.HttpSettings;
import kv.spi.ConfigurationException;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider;
import kv.spi.KvBackendProvider.Lockable;
import kv.spi.Settings;
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

  private Storage(Settings settings) {
    this.settings = settings;
    this.context =
        new KvBackendProvider.Context(
            settings,
            InstantSource.system(),
            System::nanoTime,
            settings.get(HttpSettings.MAX_VALUE_SIZE));
  }

  /**
   * The backend, under its lock manager if one is configured.
   *
   * @throws ConfigurationException naming what is wrong; nothing stays open then
   */
  static KvBackend open(Settings settings, Plugins plugins) {
    KvBackendProvider backend = plugins.backend(settings.get(HttpSettings.BACKEND));
    Optional<LockManagerProvider> locks = plugins.lockManager(settings.get(HttpSettings.LOCK));
    Storage storage = new Storage(settings);
    return locks.isPresent() ? storage.open(backend, locks.get()) : backend.open(storage.context);
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
    try {
      return over(backend.openLockable(context), locks, lockWait);
    } catch (RuntimeException | Error e) {
      locks.close();
      throw e;
    }
  }

  private LockingBackend over(Lockable lockable, LockManager locks, Duration lockWait) {
    return lockable instanceof Lockable.Keeping keeping
        ? new LockedBackend(
            keeping.store(), locks, context.clock(), context.maxValueSize(), lockWait)
        : new SerializedBackend(((Lockable.Deciding) lockable).backend(), locks, lockWait);
  }
}
