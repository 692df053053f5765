package kv.spi.locked;

/** What can be planted: a piece of the protocol left out, or a promise to it broken. */
enum Fault {
  NONE,

  // Of the front ends' steps: the answers to their commands are falsified, the code is as it is.
  ACKNOWLEDGED_WITHOUT_THE_COMMITS_CHECK,
  PENDING_ROWS_RETURNED,
  NO_SECOND_READ,
  HIGHER_MARK_TAKEN_FOR_COMMITTED,
  MARKED_BEFORE_THE_COMMIT,
  UNCLEAN_HAND_OVER_IGNORED,
  NOTHING_REWRITTEN,
  DELETED_BY_A_BARE_TOMBSTONE,
  UNKNOWN_TAKEN_FOR_NOT_APPLIED,
  PENDING_ROWS_OF_OTHER_EPOCHS_RETURNED,

  // Of tokens.
  TOKENS_FROM_CLOCKS,
  TOKENS_RESTART,
  EPOCHS_GIVEN_AGAIN,

  // Of the lock service.
  NO_INTENTS,
  COMMIT_LEAVES_THE_INTENT,
  COMMIT_DELETES_ANOTHERS_LOCK,
  IDENTITY_NOT_COMPARED,
  INTENT_GOES_WITH_THE_LEASE,

  // Of the store.
  ONE_REPLICA_WRITES,
  ONE_REPLICA_READS,
  LAST_ARRIVAL_WINS
}
