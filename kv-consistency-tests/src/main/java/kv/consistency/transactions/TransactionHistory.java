package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.List;
import kv.consistency.history.Value;
import kv.consistency.transactions.graph.Allowance;

/**
 * Transactions in columns. Transactions are numbered from 0 in the order of their invocations,
 * their micro-operations from 0 over the whole history; keys from 0 in the order of first use.
 */
public final class TransactionHistory {

  /** How a transaction ended. */
  public enum Outcome {
    OK(0),
    FAIL(1),
    /** Unknown, or not ended: it may have been applied, or be applied at any later time. */
    INFO(2);

    private final int code;

    Outcome(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** No such operation. */
  static final int NONE = -1;

  private final TransactionWorkload workload;
  final ValueCodes codes;
  final ListReads lists;
  final List<Value> keys;
  final IntColumn process = new IntColumn();
  final LongColumn invoked = new LongColumn();
  final LongColumn completed = new LongColumn();
  final IntColumn outcome = new IntColumn();
  final IntColumn firstOp = new IntColumn();
  final IntColumn endOp = new IntColumn();
  final IntColumn opOwner = new IntColumn();
  final IntColumn opKey = new IntColumn();
  final LongColumn opValue = new LongColumn();
  final IntColumn opBefore = new IntColumn();
  final IntColumn opAfter = new IntColumn();
  final IntColumn timeline = new IntColumn();
  private long keyBytes;

  TransactionHistory(TransactionWorkload workload) {
    this.workload = workload;
    this.codes = new ValueCodes();
    this.lists = new ListReads();
    this.keys = new ArrayList<>();
  }

  public TransactionWorkload workload() {
    return workload;
  }

  /** What the columns, lists, keys and values take, or nearly so. */
  public long bytes() {
    return process.bytes()
        + invoked.bytes()
        + completed.bytes()
        + outcome.bytes()
        + firstOp.bytes()
        + endOp.bytes()
        + opOwner.bytes()
        + opKey.bytes()
        + opValue.bytes()
        + opBefore.bytes()
        + opAfter.bytes()
        + timeline.bytes()
        + lists.bytes()
        + codes.bytes()
        + keyBytes;
  }

  void addKey(Value key) {
    keys.add(key);
    keyBytes += Allowance.ENTRY + ValueCodes.weight(key);
  }

  /** The number of transactions. */
  public int size() {
    return process.size();
  }

  public int process(int transaction) {
    return process.get(transaction);
  }

  /** The index of the event that invoked the transaction. */
  public long invoked(int transaction) {
    return invoked.get(transaction);
  }

  /** The index of the event that ended it; {@link Long#MAX_VALUE} if it never did. */
  public long completed(int transaction) {
    return completed.get(transaction);
  }

  public Outcome outcome(int transaction) {
    return isOk(transaction) ? Outcome.OK : isFail(transaction) ? Outcome.FAIL : Outcome.INFO;
  }

  /** The number of transactions that were certainly applied. */
  public int committed() {
    int committed = 0;
    for (int transaction = 0; transaction < size(); transaction++) {
      committed += isOk(transaction) ? 1 : 0;
    }
    return committed;
  }

  boolean isOk(int transaction) {
    return outcome.get(transaction) == Outcome.OK.code();
  }

  boolean isFail(int transaction) {
    return outcome.get(transaction) == Outcome.FAIL.code();
  }

  int operations() {
    return opOwner.size();
  }

  int firstOp(int transaction) {
    return firstOp.get(transaction);
  }

  int endOp(int transaction) {
    return endOp.get(transaction);
  }

  int owner(int op) {
    return opOwner.get(op);
  }

  int key(int op) {
    return opKey.get(op) >> 1;
  }

  boolean isWrite(int op) {
    return (opKey.get(op) & 1) != 0;
  }

  /** A written value's code; of a read the value's code, or a reference to a list. */
  long value(int op) {
    return opValue.get(op);
  }

  /** The same transaction's operation on the same key before this one, or {@link #NONE}. */
  int before(int op) {
    return opBefore.get(op);
  }

  /** The same transaction's operation on the same key after this one, or {@link #NONE}. */
  int after(int op) {
    return opAfter.get(op);
  }

  /** Whether the same transaction writes the key of the write {@code op} again. */
  boolean isOverwritten(int op) {
    int later = after(op);
    while (later != NONE && !isWrite(later)) {
      later = after(later);
    }
    return later != NONE;
  }

  /** The number of distinct keys. */
  public int keys() {
    return keys.size();
  }

  /** A transaction's micro-operations, as they would stand in a native history. */
  public List<Value> microOperations(int transaction) {
    List<Value> operations = new ArrayList<>();
    for (int op = firstOp(transaction); op < endOp(transaction); op++) {
      String name = isWrite(op) ? workload.write() : "r";
      operations.add(Value.listOf(Value.keyword(name), keys.get(key(op)), operand(op)));
    }
    return operations;
  }

  private Value operand(int op) {
    if (isWrite(op)) {
      return codes.value(value(op));
    }
    if (workload == TransactionWorkload.RW_REGISTER) {
      return codes.value(value(op));
    }
    if (value(op) == ListReads.UNKNOWN) {
      return Value.NULL;
    }
    List<Value> elements = new ArrayList<>();
    long[] array = lists.array(key(op), value(op));
    for (int i = 0; i < lists.length(value(op)); i++) {
      elements.add(codes.value(array[i]));
    }
    return new Value.Items(elements);
  }
}
