package kv.consistency.report;

/** What docs/consistency.md claims for a topology. */
public enum Expectation {
  /** The contract holds: an invalid run refutes the documentation. */
  VALID,
  /** Known to be weak: a run that finds nothing was too gentle. */
  ANOMALY
}
