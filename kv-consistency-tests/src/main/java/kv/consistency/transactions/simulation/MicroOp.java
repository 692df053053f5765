package kv.consistency.transactions.simulation;

/**
 * One operation of a transaction that is still to run.
 *
 * @param write whether it writes (or appends) {@code value}, or reads
 * @param value what to write; unique among the writes of the key; 0 for reads
 */
public record MicroOp(boolean write, long key, long value) {}
