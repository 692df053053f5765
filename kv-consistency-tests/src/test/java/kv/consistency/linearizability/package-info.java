/** Tests of the checker: against brute force, against itself, against planted faults. */
@NullMarked
package kv.consistency.linearizability;

import org.jspecify.annotations.NullMarked;
