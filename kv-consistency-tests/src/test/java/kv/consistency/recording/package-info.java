@NullMarked
package kv.consistency.recording;

import org.jspecify.annotations.NullMarked;
