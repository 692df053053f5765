@NullMarked
package kv.consistency.report;

import org.jspecify.annotations.NullMarked;
