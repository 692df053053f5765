/**
 * Generated transactions, and databases in memory that run them at a known isolation level:
 * labelled histories, to test the checker with and to measure it on.
 */
@NullMarked
package kv.consistency.transactions.simulation;

import org.jspecify.annotations.NullMarked;
