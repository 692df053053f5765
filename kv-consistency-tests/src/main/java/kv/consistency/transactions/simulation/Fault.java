package kv.consistency.transactions.simulation;

/** What a simulated database may be made to do wrong, now and then. */
public enum Fault {
  /** Nothing. */
  NONE,
  /** A committed transaction's writes are dropped. */
  LOST_WRITE,
  /** A committed transaction's writes are applied twice, as by a retry that nobody knows of. */
  REPEATED_WRITE,
  /** A transaction is reported as failed, and is applied. */
  APPLIED_FAILURE,
  /** A transaction that writes reads a state of the past. */
  STALE_READ,
  /** A read returns a value that nobody wrote. */
  GARBAGE
}
