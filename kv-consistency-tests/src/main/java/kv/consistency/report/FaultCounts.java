package kv.consistency.report;

/** How often a fault of one kind was injected, and how often it was seen to have an effect. */
public record FaultCounts(long injected, long effective) {}
