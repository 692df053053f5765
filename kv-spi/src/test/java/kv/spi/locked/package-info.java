/** Tests of the lock protocol: by contract, by case and by simulation. */
@NullMarked
package kv.spi.locked;

import org.jspecify.annotations.NullMarked;
