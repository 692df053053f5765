/** The harness on this very project. */
@NullMarked
package kv.system.harness;

import org.jspecify.annotations.NullMarked;
