/** A run: a topology under a workload and faults, recorded and judged. */
@NullMarked
package kv.consistency.run;

import org.jspecify.annotations.NullMarked;
