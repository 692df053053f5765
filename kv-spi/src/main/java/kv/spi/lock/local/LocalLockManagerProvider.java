package kv.spi.lock.local;

import java.util.List;
import kv.spi.Setting;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManagerProvider;

/** Makes the lock manager of one front end alone. */
public final class LocalLockManagerProvider implements LockManagerProvider {

  @Override
  public String name() {
    return "local";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public LockManager open(Context context) {
    return new LocalLockManager(context.nanoTime(), context.maxWaiters());
  }
}
