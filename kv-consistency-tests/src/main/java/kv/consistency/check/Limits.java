package kv.consistency.check;

import java.time.Duration;

/**
 * What a check may cost, and what it should bring back.
 *
 * @param timeout of the check, without the reading
 * @param memory bytes for the checker's tables
 * @param linearization whether a valid verdict should show how
 */
public record Limits(Duration timeout, long memory, boolean linearization) {}
