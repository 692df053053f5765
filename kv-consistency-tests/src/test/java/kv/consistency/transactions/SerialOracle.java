package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import kv.consistency.history.Value;

/**
 * Decides small histories from the definitions of the models, by trying every order of commits:
 * transactions that are ok take part, those of unknown end may.
 */
final class SerialOracle {

  private record Op(boolean write, Value key, Value value) {}

  private record Txn(boolean ok, long invoked, long completed, List<Op> ops) {}

  /** What an order must satisfy. */
  private enum Promise {
    SERIALIZABLE,
    STRICT_SERIALIZABLE,
    SNAPSHOT_ISOLATION
  }

  private final boolean lists;
  private final List<Txn> transactions = new ArrayList<>();

  SerialOracle(TransactionHistory history) {
    lists = history.workload() == TransactionWorkload.LIST_APPEND;
    for (int t = 0; t < history.size(); t++) {
      if (history.isFail(t)) {
        continue;
      }
      List<Op> ops = new ArrayList<>();
      for (Value operation : history.microOperations(t)) {
        List<Value> parts = ((Value.Items) operation).values();
        boolean write = !Objects.equals(Value.name(parts.get(0)), "r");
        ops.add(new Op(write, parts.get(1), parts.get(2)));
      }
      transactions.add(
          new Txn(history.isOk(t), history.invoked(t), history.completed(t), List.copyOf(ops)));
    }
  }

  /** Whether some order of the transactions, one after the other, explains all reads. */
  boolean isSerializable() {
    return extend(new ArrayList<>(), Promise.SERIALIZABLE);
  }

  /** As above, where one that ended before another began also comes before it. */
  boolean isStrictSerializable() {
    return extend(new ArrayList<>(), Promise.STRICT_SERIALIZABLE);
  }

  /**
   * Whether some order of commits does, where each transaction reads the state after a prefix of
   * those before it, and nothing it writes was written between that prefix and itself.
   */
  boolean isSnapshotIsolated() {
    return extend(new ArrayList<>(), Promise.SNAPSHOT_ISOLATION);
  }

  private boolean extend(List<Txn> order, Promise promise) {
    if (transactions.stream().noneMatch(t -> t.ok() && !order.contains(t))) {
      return true;
    }
    for (Txn next : transactions) {
      if (order.contains(next) || !fits(order, next, promise)) {
        continue;
      }
      order.add(next);
      if (extend(order, promise)) {
        return true;
      }
      order.remove(order.size() - 1);
    }
    return false;
  }

  private boolean fits(List<Txn> order, Txn next, Promise promise) {
    return switch (promise) {
      case SERIALIZABLE -> reads(order, next);
      case STRICT_SERIALIZABLE ->
          order.stream().noneMatch(before -> next.ok() && next.completed() < before.invoked())
              && reads(order, next);
      case SNAPSHOT_ISOLATION -> {
        boolean found = false;
        for (int prefix = order.size(); prefix >= 0 && !found; prefix--) {
          found =
              order.subList(prefix, order.size()).stream().noneMatch(t -> conflict(t, next))
                  && reads(order.subList(0, prefix), next);
        }
        yield found;
      }
    };
  }

  private static boolean conflict(Txn one, Txn other) {
    return one.ops().stream()
        .filter(Op::write)
        .anyMatch(a -> other.ops().stream().anyMatch(b -> b.write() && b.key().equals(a.key())));
  }

  private boolean reads(List<Txn> before, Txn next) {
    if (!next.ok()) {
      return true;
    }
    Map<Value, List<Value>> written = new HashMap<>();
    before.forEach(t -> t.ops().forEach(op -> write(written, op)));
    for (Op op : next.ops()) {
      if (op.write()) {
        write(written, op);
      } else if (!read(written.getOrDefault(op.key(), List.of())).equals(orEmpty(op.value()))) {
        return false;
      }
    }
    return true;
  }

  private static void write(Map<Value, List<Value>> written, Op op) {
    if (op.write()) {
      written.computeIfAbsent(op.key(), k -> new ArrayList<>()).add(op.value());
    }
  }

  private Value read(List<Value> written) {
    if (lists) {
      return new Value.Items(written);
    }
    return written.isEmpty() ? Value.NULL : written.get(written.size() - 1);
  }

  private Value orEmpty(Value read) {
    return lists && read == Value.NULL ? new Value.Items(List.of()) : read;
  }

  /** Whether committed reads of lists saw every write that may have been applied. */
  boolean isEveryWriteRead() {
    TreeSet<String> unread = new TreeSet<>();
    for (Txn t : transactions) {
      t.ops().stream().filter(Op::write).forEach(op -> unread.add(op.key() + "=" + op.value()));
    }
    for (Txn t : transactions) {
      for (Op op : t.ops()) {
        if (!op.write() && t.ok() && op.value() instanceof Value.Items list) {
          list.values().forEach(element -> unread.remove(op.key() + "=" + element));
        }
      }
    }
    return unread.isEmpty();
  }
}
