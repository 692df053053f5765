package kv.consistency.report;

/** How the operations of one function ended: applied, certainly not applied, unknown. */
public record OutcomeCounts(long ok, long fail, long info) {}
