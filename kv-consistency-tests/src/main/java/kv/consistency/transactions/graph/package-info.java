/**
 * Graphs of transactions on primitive arrays, their components, and the search for small cycles.
 */
@NullMarked
package kv.consistency.transactions.graph;

import org.jspecify.annotations.NullMarked;
