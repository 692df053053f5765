package kv.lock.etcd;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** One member of the cluster, and the channel to it. */
final class Member {

  private static final long RETRY_NANOS = 100_000_000;

  private final String name;
  private final ManagedChannel channel;
  private final LongSupplier nanoTime;
  private final AtomicLong retried;

  Member(String name, ManagedChannel channel, LongSupplier nanoTime) {
    this.name = name;
    this.channel = channel;
    this.nanoTime = nanoTime;
    this.retried = new AtomicLong(nanoTime.getAsLong() - RETRY_NANOS);
  }

  String name() {
    return name;
  }

  /**
   * The channel. gRPC waits up to two minutes before it connects again, and refuses all calls
   * meanwhile; here it tries again with the next call, but ten times a second at most.
   */
  ManagedChannel channel() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      long now = nanoTime.getAsLong();
      long last = retried.get();
      if (now - last >= RETRY_NANOS && retried.compareAndSet(last, now)) {
        channel.enterIdle();
      }
    }
    return channel;
  }

  void close() {
    channel.shutdownNow();
  }
}
