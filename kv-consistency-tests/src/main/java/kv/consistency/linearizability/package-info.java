/**
 * A linearizability checker for any sequential model; it depends on the JDK alone.
 *
 * <p>Describe the system by a {@link Model}, the run by {@link Operation}s, and ask a {@link
 * Checker} for a {@link Verdict}.
 */
@NullMarked
package kv.consistency.linearizability;

import org.jspecify.annotations.NullMarked;
