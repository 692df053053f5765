package kv.consistency.transactions.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kv.consistency.history.Value;
import kv.consistency.transactions.TransactionWorkload;

/**
 * The writes of each key in order, with the time of the commit that made them visible. A list's
 * state at a time is all its writes up to then, a register's the last of them. A time here is a
 * count of commits.
 */
final class VersionedStore {

  /** The time of writes that are not committed. */
  static final long UNCOMMITTED = Long.MAX_VALUE;

  private static final class Write {
    private final long value;
    private final int owner;
    private long time;

    Write(long value, int owner, long time) {
      this.value = value;
      this.owner = owner;
      this.time = time;
    }
  }

  private final TransactionWorkload workload;
  private final Map<Long, List<Write>> writes = new HashMap<>();
  private long now;

  VersionedStore(TransactionWorkload workload) {
    this.workload = workload;
  }

  /** The time of the last commit. */
  long now() {
    return now;
  }

  /** The state of the key at a time, to those who see the uncommitted writes of {@code owner}. */
  Value read(long key, long time, int owner) {
    List<Write> all = writes.getOrDefault(key, List.of());
    if (workload == TransactionWorkload.RW_REGISTER) {
      for (int i = all.size() - 1; i >= 0; i--) {
        if (isVisible(all.get(i), time, owner)) {
          return Value.of(all.get(i).value);
        }
      }
      return Value.NULL;
    }
    List<Value> list = new ArrayList<>();
    for (Write write : all) {
      if (isVisible(write, time, owner)) {
        list.add(Value.of(write.value));
      }
    }
    return list.isEmpty() ? Value.NULL : new Value.Items(list);
  }

  private static boolean isVisible(Write write, long time, int owner) {
    return write.time <= time || write.owner == owner;
  }

  void write(long key, long value, int owner) {
    writes.computeIfAbsent(key, k -> new ArrayList<>()).add(new Write(value, owner, UNCOMMITTED));
  }

  /** Whether a write of the key was committed after a time. */
  boolean changedAfter(long key, long time) {
    List<Write> all = writes.getOrDefault(key, List.of());
    return all.stream().anyMatch(write -> write.time > time && write.time != UNCOMMITTED);
  }

  /** Whether another transaction has written the key and not ended. */
  boolean isLocked(long key, int owner) {
    List<Write> all = writes.getOrDefault(key, List.of());
    for (int i = all.size() - 1; i >= 0 && all.get(i).time == UNCOMMITTED; i--) {
      if (all.get(i).owner != owner) {
        return true;
      }
    }
    return false;
  }

  void commit(int owner, Iterable<MicroOp> operations) {
    now++;
    for (MicroOp operation : operations) {
      for (Write write : writes.getOrDefault(operation.key(), List.of())) {
        if (write.owner == owner && write.time == UNCOMMITTED) {
          write.time = now;
        }
      }
    }
  }

  void abort(int owner, Iterable<MicroOp> operations) {
    for (MicroOp operation : operations) {
      writes
          .getOrDefault(operation.key(), new ArrayList<>())
          .removeIf(write -> write.owner == owner && write.time == UNCOMMITTED);
    }
  }
}
