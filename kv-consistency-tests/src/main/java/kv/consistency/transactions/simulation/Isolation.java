package kv.consistency.transactions.simulation;

import kv.consistency.transactions.ConsistencyModel;
import org.jspecify.annotations.Nullable;

/** How a simulated database runs transactions that overlap, and what it may claim. */
public enum Isolation {
  /** One after the other, each at one moment between its invocation and its end. */
  STRICT_SERIALIZABLE(ConsistencyModel.STRICT_SERIALIZABLE),
  /** As above, but transactions that only read may read a state of the past. */
  SERIALIZABLE(ConsistencyModel.SERIALIZABLE),
  /** Reads of the state at its start; of two that overlap and write the same key, one aborts. */
  SNAPSHOT_ISOLATION(ConsistencyModel.STRONG_SNAPSHOT_ISOLATION),
  /** Each read sees the last committed state; write locks until the end. */
  READ_COMMITTED(ConsistencyModel.STRONG_READ_COMMITTED),
  /** Reads see what others have not yet committed, and may yet abort; write locks until the end. */
  READ_UNCOMMITTED(ConsistencyModel.STRONG_READ_UNCOMMITTED),
  /** No locks at all: writes of two transactions interleave. */
  NONE(null);

  private final @Nullable ConsistencyModel claim;

  Isolation(@Nullable ConsistencyModel claim) {
    this.claim = claim;
  }

  /** The strongest model that every history of it satisfies. */
  public ConsistencyModel claim() {
    if (claim == null) {
      throw new IllegalStateException(this + " satisfies no model");
    }
    return claim;
  }
}
