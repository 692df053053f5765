/**
 * Transactional anomalies: infers a dependency graph from what transactions observed, finds its
 * cycles and names the consistency models they rule out (Kingsbury and Alvaro, "Elle: Inferring
 * Isolation Anomalies from Experimental Observations", VLDB 2020).
 *
 * <p>{@link kv.consistency.transactions.TransactionHistoryBuilder} reads events into compact
 * columns, {@link kv.consistency.transactions.TransactionChecker} judges them.
 */
@NullMarked
package kv.consistency.transactions;

import org.jspecify.annotations.NullMarked;
