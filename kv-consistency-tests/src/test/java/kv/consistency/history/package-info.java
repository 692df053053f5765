@NullMarked
package kv.consistency.history;

import org.jspecify.annotations.NullMarked;
