/** The contract of lock managers: where a write is decided, while the store is where it is kept. */
@NullMarked
package kv.spi.lock;

import org.jspecify.annotations.NullMarked;
