/** Real front ends, clusters and faults; what clients saw meanwhile goes to the checker. */
@NullMarked
package kv.system.faults;

import org.jspecify.annotations.NullMarked;
