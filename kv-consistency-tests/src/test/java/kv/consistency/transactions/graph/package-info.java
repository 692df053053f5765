@NullMarked
package kv.consistency.transactions.graph;

import org.jspecify.annotations.NullMarked;
