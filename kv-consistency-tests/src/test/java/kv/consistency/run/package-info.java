@NullMarked
package kv.consistency.run;

import org.jspecify.annotations.NullMarked;
