package kv.spi.locked;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kv.spi.Capabilities;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.Figure;
import kv.spi.Health;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.KvException;
import kv.spi.ListQuery;
import kv.spi.Metadata;
import kv.spi.Page;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager;
import kv.spi.lock.LockManager.Purpose;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serialises the writes of a backend that decides itself. The lock makes writers take turns, and
 * lets one lock the whole store; what is true is the backend's to say, so its outcome stands
 * whatever becomes of the lock.
 */
public final class SerializedBackend implements LockingBackend {

  private static final Logger LOG = LoggerFactory.getLogger(SerializedBackend.class);

  private final KvBackend backend;
  private final LockManager locks;
  private final Duration lockWait;

  /**
   * @param backend closed with this
   * @param locks closed with this
   * @param lockWait how long writes that don't say wait for their key's lock
   */
  public SerializedBackend(KvBackend backend, LockManager locks, Duration lockWait) {
    this.backend = backend;
    this.locks = locks;
    this.lockWait = lockWait;
  }

  private <R> R underLock(Key key, Duration wait, Deadline deadline, Supplier<R> write) {
    Grant grant = locks.acquire(key, Purpose.WRITE, wait, deadline);
    try {
      return write.get();
    } finally {
      release(grant, deadline);
    }
  }

  private void release(Grant grant, Deadline deadline) {
    try {
      LockManager.Commit unused = locks.commit(grant, deadline);
    } catch (KvException e) {
      LOG.debug("a key's lock was not released, its lease will end", e);
      locks.abandon(grant);
    }
  }

  @Override
  public Capabilities capabilities() {
    return backend.capabilities();
  }

  @Override
  public Optional<Entry> get(Key key, Deadline deadline) {
    return backend.get(key, deadline);
  }

  @Override
  public Optional<Metadata> head(Key key, Deadline deadline) {
    return backend.head(key, deadline);
  }

  @Override
  public PutResult put(Put put, Deadline deadline) {
    return put(put, lockWait, deadline);
  }

  @Override
  public PutResult put(Put put, Duration wait, Deadline deadline) {
    return underLock(put.key(), wait, deadline, () -> backend.put(put, deadline));
  }

  @Override
  public DeleteResult delete(Delete delete, Deadline deadline) {
    return delete(delete, lockWait, deadline);
  }

  @Override
  public DeleteResult delete(Delete delete, Duration wait, Deadline deadline) {
    return underLock(delete.key(), wait, deadline, () -> backend.delete(delete, deadline));
  }

  @Override
  public Page list(ListQuery query, Deadline deadline) {
    return backend.list(query, deadline);
  }

  @Override
  public LockManager lockManager() {
    return locks;
  }

  @Override
  public Health health() {
    Health ofStore = storeHealth();
    return ofStore instanceof Health.Down ? ofStore : locks.health();
  }

  @Override
  public Health storeHealth() {
    return backend.health();
  }

  @Override
  public List<Figure> figures() {
    return Stream.concat(backend.figures().stream(), locks.figures().stream()).toList();
  }

  @Override
  public void close() {
    try {
      locks.close();
    } finally {
      backend.close();
    }
  }
}
