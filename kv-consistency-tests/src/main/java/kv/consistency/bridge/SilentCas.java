package kv.consistency.bridge;

/**
 * What a compare-and-set says that failed without an error. Jepsen's tests of etcd report a compare
 * that failed so, and other failures with an error; its tests of MongoDB report every failure so,
 * and taking those for observations would raise false alarms.
 */
public enum SilentCas {
  /** The register held another value than expected. */
  MISMATCH,
  /** Only that it did not take effect. */
  NOTHING
}
