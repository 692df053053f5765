/**
 * Histories: what clients invoked and what they observed, as files and as operations.
 *
 * <p>{@link kv.consistency.history.HistoryFormat} opens a reader or a writer of {@link
 * kv.consistency.history.Event}s; a reader rejects what cannot be a history, with line and reason.
 * Everything streams: no class here holds a whole file.
 */
@NullMarked
package kv.consistency.history;

import org.jspecify.annotations.NullMarked;
