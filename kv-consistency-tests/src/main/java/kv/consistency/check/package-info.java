/** A history in, a verdict with its evidence out. */
@NullMarked
package kv.consistency.check;

import org.jspecify.annotations.NullMarked;
