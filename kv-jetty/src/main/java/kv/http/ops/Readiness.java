package kv.http.ops;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kv.spi.Health;
import kv.spi.KvBackend;
import kv.spi.locked.LockingBackend;

/** Whether this front end should be sent requests, and which part of it is down if not. */
public final class Readiness {

  /** The parts, by the names that operators see. */
  public static final String SERVER = "server";

  public static final String STORE = "store";
  public static final String LOCKS = "locks";

  private final KvBackend backend;
  private final AtomicBoolean stopping = new AtomicBoolean();

  public Readiness(KvBackend backend) {
    this.backend = backend;
  }

  /** From now on it is not ready, though it goes on serving what comes. */
  public void stopping() {
    stopping.set(true);
  }

  /** How each part is, as it knows by itself: never blocks. */
  public Map<String, Health> parts() {
    Map<String, Health> parts = new LinkedHashMap<>();
    parts.put(SERVER, stopping.get() ? new Health.Down("stopping") : Health.Up.UP);
    if (backend instanceof LockingBackend locking) {
      parts.put(STORE, locking.storeHealth());
      parts.put(LOCKS, locking.lockManager().health());
    } else {
      parts.put(STORE, backend.health());
    }
    return parts;
  }

  public boolean isReady() {
    return parts().values().stream().allMatch(Health.Up.class::isInstance);
  }
}
