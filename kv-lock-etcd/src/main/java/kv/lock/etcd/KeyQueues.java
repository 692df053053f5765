package kv.lock.etcd;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kv.lock.etcd.Snapshot.Place;
import kv.spi.Key;

/** The queues of the keys that calls of this front end wait for, or have waited for just now. */
final class KeyQueues {

  private static final long LINGER_MILLIS = 2000;

  private final Layout layout;
  private final ByteString store;
  private final Connection connection;
  private final Cleaner cleaner;
  private final int maxWaiters;
  private final Map<Key, KeyQueue> queues = new HashMap<>();
  private boolean closed;

  KeyQueues(Layout layout, Connection connection, Cleaner cleaner, int maxWaiters) {
    this.layout = layout;
    this.store = layout.store();
    this.connection = connection;
    this.cleaner = cleaner;
    this.maxWaiters = maxWaiters;
  }

  /** The key's queue, with one call more; empty if too many wait already. */
  synchronized Optional<KeyQueue> enter(Key key) {
    KeyQueue queue = queues.computeIfAbsent(key, absent -> new KeyQueue(layout.of(absent), store));
    if (queue.users >= maxWaiters) {
      return Optional.empty();
    }
    queue.users++;
    if (closed) {
      queue.close();
    }
    return Optional.of(queue);
  }

  /** One call less. The last one leaves the watch on for a while, as the next may soon come. */
  synchronized void leave(Key key, KeyQueue queue) {
    queue.users--;
    if (queue.users > 0) {
      return;
    }
    if (queue.isFresh()) {
      queues.remove(key);
    } else {
      cleaner.after(LINGER_MILLIS, () -> removeIfIdle(key, queue));
    }
  }

  private synchronized void removeIfIdle(Key key, KeyQueue queue) {
    if (queue.users == 0 && queues.remove(key, queue)) {
      queue.close();
    }
  }

  /** Watches the queue from now on, if it is not watched. */
  void watch(KeyQueue queue) throws EtcdFailure {
    Optional<Long> since = queue.unwatchedSince();
    if (since.isPresent()) {
      queue.watchBy(KeyWatch.open(connection, queue, since.get()));
    }
  }

  /** Whom to hand the key's lock over to, as far as is known. */
  Optional<Place> next(Key key, String identity) {
    return find(key).flatMap(queue -> queue.next(identity));
  }

  int waiting(Key key) {
    return find(key).map(KeyQueue::waiting).orElse(0);
  }

  synchronized int waitingForAll() {
    return queues.values().stream().mapToInt(KeyQueue::waiting).sum();
  }

  private synchronized Optional<KeyQueue> find(Key key) {
    return Optional.ofNullable(queues.get(key));
  }

  synchronized void close() {
    closed = true;
    List.copyOf(queues.values()).forEach(KeyQueue::close);
  }
}
