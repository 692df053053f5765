package kv.backend.cassandra;

/** How the store writes and reads, as {@code kv.cassandra.mode} names it. */
enum Mode {
  /** Lightweight transactions and SERIAL reads: linearizable per key. */
  SERIAL,
  /** QUORUM writes and reads: under a lock manager linearizable per key, else last write wins. */
  QUORUM,
  /** ONE: whatever replica answers first. */
  EVENTUAL
}
