/** The {@code kv-consistency} command. */
@NullMarked
package kv.consistency;

import org.jspecify.annotations.NullMarked;
