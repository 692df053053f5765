/** What is tested: front ends over a store and locks, as real processes that can be broken. */
@NullMarked
package kv.consistency.topology;

import org.jspecify.annotations.NullMarked;
