@NullMarked
package kv.consistency.cluster;

import org.jspecify.annotations.NullMarked;
