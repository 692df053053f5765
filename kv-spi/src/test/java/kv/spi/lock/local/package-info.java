/** Tests of the lock manager in one JVM. */
@NullMarked
package kv.spi.lock.local;

import org.jspecify.annotations.NullMarked;
