package kv.lock.etcd;

import java.security.SecureRandom;
import java.util.List;
import kv.spi.Setting;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManagerProvider;

/** Makes the lock manager in etcd. */
public final class EtcdLockManagerProvider implements LockManagerProvider {

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public List<Setting<?>> settings() {
    return EtcdSettings.all();
  }

  @Override
  public LockManager open(Context context) {
    return new EtcdLockManager(
        context.settings(), context.nanoTime(), context.maxWaiters(), new SecureRandom());
  }
}
