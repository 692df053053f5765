package kv.planted;

import java.util.List;
import kv.lock.etcd.EtcdLockManagerProvider;
import kv.spi.Setting;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManagerProvider;

/**
 * Locks in etcd whose commit does not ask whether the lock is still held: a lease that is taken for
 * mutual exclusion, so that a holder that was paused past it is told that it has written, though
 * its successor went on without.
 */
public final class Unfenced implements LockManagerProvider {
  private final LockManagerProvider etcd = new EtcdLockManagerProvider();

  @Override
  public String name() {
    return "unfenced";
  }

  @Override
  public List<Setting<?>> settings() {
    return etcd.settings();
  }

  @Override
  public LockManager open(Context context) {
    return new UnfencedLockManager(etcd.open(context));
  }
}
