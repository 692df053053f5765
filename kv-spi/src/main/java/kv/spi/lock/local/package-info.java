/** The lock manager named {@code local}: for one front end, in its own memory. */
@NullMarked
package kv.spi.lock.local;

import org.jspecify.annotations.NullMarked;
