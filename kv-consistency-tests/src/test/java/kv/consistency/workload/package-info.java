@NullMarked
package kv.consistency.workload;

import org.jspecify.annotations.NullMarked;
