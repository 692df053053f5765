/**
 * From events to operations: pairs invocations with completions, and reads each pair as an
 * operation of a sequential model, or drops it because it says nothing about the object.
 *
 * <p>One {@link kv.consistency.bridge.Interpretation} a model; {@link
 * kv.consistency.bridge.ObjectKind} lists them.
 */
@NullMarked
package kv.consistency.bridge;

import org.jspecify.annotations.NullMarked;
