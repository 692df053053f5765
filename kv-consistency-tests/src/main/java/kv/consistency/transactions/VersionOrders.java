package kv.consistency.transactions;

/**
 * What may be assumed of a register's versions, beyond that the initial one comes before all
 * others. An assumption that the database does not keep makes false cycles: derive it from what is
 * claimed.
 *
 * @param writesFollowReads a transaction that reads a key and then writes it replaces what it read
 * @param sequentialKeys each key is sequentially consistent: processes see its versions in order
 * @param linearizableKeys each key is linearizable: versions follow real time
 */
public record VersionOrders(
    boolean writesFollowReads, boolean sequentialKeys, boolean linearizableKeys) {

  /** Only that the initial version comes first. */
  public static final VersionOrders INITIAL_ONLY = new VersionOrders(false, false, false);
}
