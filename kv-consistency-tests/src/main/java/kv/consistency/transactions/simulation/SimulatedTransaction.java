package kv.consistency.transactions.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kv.consistency.history.Value;
import kv.consistency.transactions.TransactionWorkload;

/** A transaction running against a {@link VersionedStore}, one step at a time. */
final class SimulatedTransaction {

  /** What a step led to. */
  enum Progress {
    RUNNING,
    COMMITTED,
    ABORTED
  }

  private static final int PATIENCE = 20;
  private static final int OLDEST_SNAPSHOT = 40;
  private static final long GARBAGE_VALUE = 1_000_000;

  private final SimulationSettings settings;
  private final VersionedStore store;
  private final SplittableRandom random;
  private final int id;
  private final List<MicroOp> operations;
  private final List<Value> results = new ArrayList<>();
  private final boolean faulty;
  private long snapshot = -1;
  private int waits;

  SimulatedTransaction(
      SimulationSettings settings,
      VersionedStore store,
      SplittableRandom random,
      int id,
      List<MicroOp> operations) {
    this.settings = settings;
    this.store = store;
    this.random = random;
    this.id = id;
    this.operations = operations;
    this.faulty = settings.fault() != Fault.NONE && random.nextDouble() < settings.faultRate();
  }

  /** The micro-operations as they are invoked, reads without results. */
  Value invocation() {
    return value(List.of());
  }

  /** The micro-operations with what was read so far. */
  Value result() {
    return value(results);
  }

  private Value value(List<Value> read) {
    List<Value> parts = new ArrayList<>(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      MicroOp operation = operations.get(i);
      Value operand =
          operation.write()
              ? Value.of(operation.value())
              : i < read.size() ? read.get(i) : Value.NULL;
      parts.add(
          Value.listOf(
              Value.keyword(operation.write() ? settings.workload().write() : "r"),
              Value.of(operation.key()),
              operand));
    }
    return new Value.Items(parts);
  }

  /** Whether the client is told that it failed although it committed. */
  boolean isReportedAsFailed() {
    return faulty && settings.fault() == Fault.APPLIED_FAILURE;
  }

  /** Runs one operation, or ends; a database that runs transactions one by one does all at once. */
  Progress step() {
    if (snapshot < 0) {
      begin();
    }
    boolean atOnce =
        settings.isolation() == Isolation.STRICT_SERIALIZABLE
            || settings.isolation() == Isolation.SERIALIZABLE;
    do {
      if (results.size() == operations.size()) {
        return end();
      }
      MicroOp operation = operations.get(results.size());
      if (operation.write() && !mayWrite(operation.key())) {
        return Progress.ABORTED;
      }
      if (waits == 0) {
        results.add(run(operation));
      }
    } while (atOnce);
    return Progress.RUNNING;
  }

  private void begin() {
    snapshot = store.now();
    boolean readsOnly = operations.stream().noneMatch(MicroOp::write);
    boolean mayBeStale = settings.isolation() == Isolation.SERIALIZABLE && readsOnly;
    if (mayBeStale || (faulty && settings.fault() == Fault.STALE_READ)) {
      snapshot = Math.max(0, snapshot - random.nextInt(OLDEST_SNAPSHOT));
    }
  }

  /** False if it must abort; {@link #waits} above 0 if it must wait. */
  private boolean mayWrite(long key) {
    switch (settings.isolation()) {
      case STRICT_SERIALIZABLE, SERIALIZABLE, NONE -> waits = 0;
      case SNAPSHOT_ISOLATION -> {
        boolean stale = faulty && settings.fault() == Fault.STALE_READ;
        return !store.isLocked(key, id) && (stale || !store.changedAfter(key, snapshot));
      }
      case READ_COMMITTED, READ_UNCOMMITTED -> waits = store.isLocked(key, id) ? waits + 1 : 0;
    }
    return waits < PATIENCE;
  }

  private Value run(MicroOp operation) {
    if (operation.write()) {
      store.write(operation.key(), operation.value(), id);
      return Value.NULL;
    }
    Value read = store.read(operation.key(), visible(), id);
    return faulty && settings.fault() == Fault.GARBAGE ? garbage(read) : read;
  }

  private long visible() {
    return switch (settings.isolation()) {
      case SERIALIZABLE, STRICT_SERIALIZABLE, SNAPSHOT_ISOLATION -> snapshot;
      case READ_COMMITTED ->
          settings.fault() == Fault.STALE_READ && faulty ? snapshot : store.now();
      case READ_UNCOMMITTED, NONE -> VersionedStore.UNCOMMITTED;
    };
  }

  private Value garbage(Value read) {
    Value unwritten = Value.of(GARBAGE_VALUE + id);
    if (settings.workload() == TransactionWorkload.RW_REGISTER) {
      return unwritten;
    }
    List<Value> list = new ArrayList<>();
    if (read instanceof Value.Items items) {
      list.addAll(items.values());
    }
    list.add(unwritten);
    return new Value.Items(list);
  }

  private Progress end() {
    boolean lost = faulty && settings.fault() == Fault.LOST_WRITE;
    boolean abort = random.nextDouble() < settings.abortRate();
    if (abort || lost) {
      store.abort(id, operations);
      return lost ? Progress.COMMITTED : Progress.ABORTED;
    }
    store.commit(id, operations);
    if (faulty && settings.fault() == Fault.REPEATED_WRITE) {
      operations.stream()
          .filter(MicroOp::write)
          .forEach(operation -> store.write(operation.key(), operation.value(), id));
      store.commit(id, operations);
    }
    return Progress.COMMITTED;
  }

  /** Undoes what a transaction that can't go on has written. */
  void rollBack() {
    store.abort(id, operations);
  }
}
