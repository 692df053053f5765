package kv.lock.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch of a key's lock and queue, and of the lock of the whole store. It is never resumed. */
final class KeyWatch implements StreamObserver<WatchResponse> {

  private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);

  private final KeyQueue queue;
  private volatile boolean alive = true;
  private volatile Runnable cancel = () -> {};

  private KeyWatch(KeyQueue queue) {
    this.queue = queue;
  }

  /** Watches all that has come since {@code revision}. */
  static KeyWatch open(Connection connection, KeyQueue queue, long revision) throws EtcdFailure {
    KeyWatch watch = new KeyWatch(queue);
    ClientCallStreamObserver<WatchRequest> requests =
        connection.stream(WatchGrpc.getWatchMethod(), watch);
    watch.cancel = () -> requests.cancel("nobody waits any more", null);
    requests.onNext(create(queue.names().lock(), queue.names().end(), revision + 1));
    requests.onNext(create(queue.store(), ByteString.EMPTY, revision + 1));
    return watch;
  }

  private static WatchRequest create(ByteString from, ByteString end, long revision) {
    return WatchRequest.newBuilder()
        .setCreateRequest(
            WatchCreateRequest.newBuilder()
                .setKey(from)
                .setRangeEnd(end)
                .setStartRevision(revision))
        .build();
  }

  boolean isAlive() {
    return alive;
  }

  @Override
  public void onNext(WatchResponse response) {
    if (response.getCanceled()) {
      LOG.debug("etcd ended a watch: {}", response.getCancelReason());
      cancel.run();
      end();
    } else if (response.getEventsCount() > 0) {
      queue.take(response.getEventsList());
    }
  }

  @Override
  public void onError(Throwable e) {
    end();
  }

  @Override
  public void onCompleted() {
    end();
  }

  private void end() {
    boolean was = alive;
    alive = false;
    if (was) {
      queue.watchEnded();
    }
  }

  void close() {
    alive = false;
    cancel.run();
  }
}
