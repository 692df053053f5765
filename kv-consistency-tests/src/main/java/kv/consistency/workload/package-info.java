/**
 * What a run does to the store, and what its history must show: one small file for each, all of
 * them listed in {@link kv.consistency.workload.Workloads}.
 */
@NullMarked
package kv.consistency.workload;

import org.jspecify.annotations.NullMarked;
