package kv.spi.locked;

import java.time.Duration;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Health;
import kv.spi.KvBackend;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.lock.LockManager;

/** A backend whose writes take their key's lock, and that lets each say how long to wait for it. */
public interface LockingBackend extends KvBackend {

  /** As {@link #put(Put, Deadline)}, waiting for the lock for {@code lockWait} at most. */
  PutResult put(Put put, Duration lockWait, Deadline deadline);

  /** As {@link #delete(Delete, Deadline)}, waiting for the lock for {@code lockWait} at most. */
  DeleteResult delete(Delete delete, Duration lockWait, Deadline deadline);

  /** What its writes go by; the lock of the whole store is had there. */
  LockManager lockManager();

  /** How its store is, the lock manager aside: never blocks. */
  Health storeHealth();
}
