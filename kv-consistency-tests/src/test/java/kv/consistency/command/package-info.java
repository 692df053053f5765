@NullMarked
package kv.consistency.command;

import org.jspecify.annotations.NullMarked;
