/** Tests of the store in memory: the contract, its structures, its expiry, linearizability. */
@NullMarked
package kv.backend.memory;

import org.jspecify.annotations.NullMarked;
