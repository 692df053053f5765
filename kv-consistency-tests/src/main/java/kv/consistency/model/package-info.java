/**
 * Sequential models of the objects that clients of a store use. Each names its operations' inputs
 * and outputs as nested types; operations that certainly did not take effect are not given to a
 * model, unless their refusal says something about the state, which is then their output.
 */
@NullMarked
package kv.consistency.model;

import org.jspecify.annotations.NullMarked;
