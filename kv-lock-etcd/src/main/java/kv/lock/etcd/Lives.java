package kv.lock.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kv.lock.etcd.Connection.Repeat;
import kv.spi.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The lives of the service that this front end has met, by the identity that is kept in etcd, and
 * the way all transactions go: an answer of a lower revision than one that was there before the
 * request was sent means that etcd has gone back in time, and that life is over.
 */
final class Lives {

  /** One of them. */
  static final class Life {
    private final String identity;
    private final AtomicLong seen = new AtomicLong();
    private volatile boolean wentBack;

    private Life(String identity) {
      this.identity = identity;
    }

    String identity() {
      return identity;
    }

    /** Whether nothing may be granted in it any more. */
    boolean wentBack() {
      return wentBack;
    }

    /**
     * Whether {@code before} was seen when a request was sent that {@code now} is the answer to.
     */
    private void check(long before, long now) {
      if (now < before) {
        wentBack = true;
      }
      seen.accumulateAndGet(now, Math::max);
    }
  }

  private final Connection connection;
  private final ByteString name;
  private final Supplier<String> newIdentity;
  private final Consumer<String> met;
  private final Map<String, Life> lives = new ConcurrentHashMap<>();
  private volatile @Nullable Life current;

  /**
   * @param newIdentity makes one at random
   * @param met is told the identity of a life that is met
   */
  Lives(Connection connection, Layout layout, Supplier<String> newIdentity, Consumer<String> met) {
    this.connection = connection;
    this.name = layout.identity();
    this.newIdentity = newIdentity;
    this.met = met;
  }

  /** The life that was met last, or the one that is now; one that grants can be given in. */
  Life usable(Deadline deadline) throws EtcdFailure {
    Life life = Optional.ofNullable(current).orElse(null);
    if (life == null) {
      life = ask(deadline);
    }
    while (life.wentBack()) {
      startNew(life.identity(), deadline);
      life = ask(deadline);
    }
    return life;
  }

  /** The life that is now. */
  Life ask(Deadline deadline) throws EtcdFailure {
    TxnResponse answer =
        txn(Ops.txn(List.of(), List.of(Ops.get(name)), List.of()), Repeat.SAFE, deadline);
    Optional<String> identity = identity(answer.getResponses(0).getResponseRange());
    if (identity.isPresent()) {
      return meet(identity.get());
    }
    String mine = newIdentity.get();
    TxnResponse made =
        txn(
            Ops.txn(
                List.of(Ops.isAbsent(name)),
                List.of(Ops.put(name, text(mine), 0)),
                List.of(Ops.get(name))),
            Repeat.SAFE,
            deadline);
    return meet(
        made.getSucceeded()
            ? mine
            : identity(made.getResponses(0).getResponseRange()).orElse(mine));
  }

  /** Goes on with the life of this identity. */
  Life meet(String identity) {
    Life life = lives.computeIfAbsent(identity, Life::new);
    if (current != life) {
      current = life;
      met.accept(identity);
    }
    return life;
  }

  /** Gives the service another identity if this is its own. */
  void startNew(String identity, Deadline deadline) throws EtcdFailure {
    String next = newIdentity.get();
    TxnResponse answer =
        txn(
            Ops.txn(
                List.of(Ops.hasValue(name, text(identity))),
                List.of(Ops.put(name, text(next), 0)),
                List.of()),
            Repeat.SAFE,
            deadline);
    if (answer.getSucceeded()) {
      meet(next);
    }
  }

  /** A transaction in whatever life there is. */
  TxnResponse txn(TxnRequest request, Repeat repeat, Deadline deadline) throws EtcdFailure {
    Life life = current;
    long before = life == null ? 0 : life.seen.get();
    TxnResponse answer = connection.call(KVGrpc.getTxnMethod(), request, repeat, deadline);
    if (life != null) {
      life.check(before, answer.getHeader().getRevision());
    }
    return answer;
  }

  /** The identity in what {@link Ops#get} of its name has found. */
  static Optional<String> identity(RangeResponse found) {
    return found.getKvsList().stream().findFirst().map(kv -> kv.getValue().toStringUtf8());
  }

  static ByteString text(String identity) {
    return ByteString.copyFrom(identity, StandardCharsets.US_ASCII);
  }
}
