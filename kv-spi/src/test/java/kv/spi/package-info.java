/** Tests of the contracts' value types. */
@NullMarked
package kv.spi;

import org.jspecify.annotations.NullMarked;
