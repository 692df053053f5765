package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.Value;
import kv.consistency.transactions.TransactionHistory.Outcome;
import kv.consistency.transactions.graph.Allowance;

/**
 * Reads events, one by one, into a {@link TransactionHistory}. What a transaction did comes from
 * its completion; of one that failed or whose end is unknown only the invocation is certain, so its
 * reads count as unknown unless the completion names a result.
 */
public final class TransactionHistoryBuilder {
  private final TransactionHistory history;
  private final Map<Integer, Pending> pending = new HashMap<>();
  private final Map<Value, Integer> keys = new HashMap<>();
  private final IntColumn lastOp = new IntColumn();
  private long lastIndex = -1;
  private long pendingBytes;
  private long[] elements = new long[64];

  private record Pending(int transaction, Value operations, long index, long bytes) {}

  public TransactionHistoryBuilder(TransactionWorkload workload) {
    history = new TransactionHistory(workload);
  }

  /**
   * Adds the next event; those of faults are skipped.
   *
   * @throws UnfitHistoryException if it is no event of the workload's transactions, or doesn't
   *     follow from the events before
   */
  public void add(Event event) throws UnfitHistoryException {
    if (event.index() <= lastIndex) {
      throw unfit(event, "events are not in the order of their indexes");
    }
    lastIndex = event.index();
    if (event.isNemesis()) {
      return;
    }
    if (!event.f().equals("txn")) {
      throw unfit(event, "f is " + event.f() + ", not txn");
    }
    if (event.type() == EventType.INVOKE) {
      invoke(event);
    } else {
      complete(event);
    }
  }

  private void invoke(Event event) throws UnfitHistoryException {
    int transaction = history.size();
    long weight = Allowance.ENTRY + ValueCodes.weight(event.value());
    Pending before =
        pending.put(
            event.process(), new Pending(transaction, event.value(), event.index(), weight));
    pendingBytes += weight;
    if (before != null) {
      throw unfit(event, "its process has another transaction open");
    }
    history.process.add(event.process());
    history.invoked.add(event.index());
    history.completed.add(Long.MAX_VALUE);
    history.outcome.add(Outcome.INFO.code());
    history.firstOp.add(0);
    history.endOp.add(0);
    history.timeline.add(transaction);
  }

  private void complete(Event event) throws UnfitHistoryException {
    Pending open = pending.remove(event.process());
    if (open == null) {
      throw unfit(event, "completes a transaction that was not invoked");
    }
    pendingBytes -= open.bytes();
    int transaction = open.transaction();
    history.completed.set(transaction, event.index());
    Outcome outcome =
        switch (event.type()) {
          case OK -> Outcome.OK;
          case FAIL -> Outcome.FAIL;
          case INFO, INVOKE -> Outcome.INFO;
        };
    history.outcome.set(transaction, outcome.code());
    boolean named = outcome == Outcome.OK || event.value() instanceof Value.Items;
    operations(event, transaction, outcome, named ? event.value() : open.operations());
    if (outcome == Outcome.OK) {
      history.timeline.add(~transaction);
    }
  }

  /** What is held by now, or nearly so: one event adds no more than a few times its own size. */
  public long bytes() {
    return history.bytes() + lastOp.bytes() + pendingBytes + (long) Long.BYTES * elements.length;
  }

  /** The history; transactions still open may have been applied. The builder is spent. */
  public TransactionHistory build() throws UnfitHistoryException {
    List<Pending> open = new ArrayList<>(pending.values());
    open.sort((a, b) -> Integer.compare(a.transaction(), b.transaction()));
    for (Pending one : open) {
      Event invocation =
          new Event(
              one.index(), Event.NO_TIME, 0, EventType.INFO, "txn", null, one.operations(), null);
      operations(invocation, one.transaction(), Outcome.INFO, one.operations());
    }
    pending.clear();
    pendingBytes = 0;
    return history;
  }

  private void operations(Event event, int transaction, Outcome outcome, Value value)
      throws UnfitHistoryException {
    history.firstOp.set(transaction, history.operations());
    if (!(value instanceof Value.Items list)) {
      throw unfit(event, "its value is not a list of micro-operations");
    }
    for (Value operation : list.values()) {
      if (!(operation instanceof Value.Items parts) || parts.values().size() != 3) {
        throw unfit(event, "a micro-operation is not a list of three");
      }
      operation(event, transaction, outcome, parts.values());
    }
    history.endOp.set(transaction, history.operations());
  }

  private void operation(Event event, int transaction, Outcome outcome, List<Value> parts)
      throws UnfitHistoryException {
    Boolean write = history.workload().isWrite(parts.get(0));
    if (write == null) {
      throw unfit(event, "a micro-operation is neither r nor " + history.workload().write());
    }
    int key = key(parts.get(1));
    Value operand = parts.get(2);
    long value;
    if (write) {
      if (operand == Value.NULL) {
        throw unfit(event, "writes null, which means that nothing was written");
      }
      value = history.codes.code(operand);
    } else if (history.workload() == TransactionWorkload.RW_REGISTER) {
      value = history.codes.code(operand);
    } else {
      value = list(event, key, outcome, operand);
    }
    link(transaction, key);
    history.opOwner.add(transaction);
    history.opKey.add(key << 1 | (write ? 1 : 0));
    history.opValue.add(value);
  }

  /** Links the operation to be added with the transaction's last on the same key. */
  private void link(int transaction, int key) {
    int op = history.operations();
    int before = lastOp.get(key);
    boolean own = before >= history.firstOp(transaction);
    history.opBefore.add(own ? before : TransactionHistory.NONE);
    history.opAfter.add(TransactionHistory.NONE);
    if (own) {
      history.opAfter.set(before, op);
    }
    lastOp.set(key, op);
  }

  private long list(Event event, int key, Outcome outcome, Value operand)
      throws UnfitHistoryException {
    if (operand == Value.NULL) {
      return outcome == Outcome.OK ? history.lists.record(key, elements, 0) : ListReads.UNKNOWN;
    }
    if (!(operand instanceof Value.Items list)) {
      throw unfit(event, "a read returns something that is no list");
    }
    int n = list.values().size();
    if (n > elements.length) {
      elements = new long[Math.max(n, elements.length * 2)];
    }
    for (int i = 0; i < n; i++) {
      elements[i] = history.codes.code(list.values().get(i));
    }
    return outcome == Outcome.OK
        ? history.lists.record(key, elements, n)
        : history.lists.setAside(elements, n);
  }

  private int key(Value key) {
    Integer known = keys.putIfAbsent(key, keys.size());
    if (known != null) {
      return known;
    }
    history.addKey(key);
    lastOp.add(TransactionHistory.NONE);
    return history.keys.size() - 1;
  }

  private UnfitHistoryException unfit(Event event, String reason) {
    return new UnfitHistoryException(
        event.index(), "does not fit " + history.workload().text() + ": " + reason);
  }
}
