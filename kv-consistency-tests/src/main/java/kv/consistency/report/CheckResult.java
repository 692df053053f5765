package kv.consistency.report;

/**
 * What one check of a run came to.
 *
 * @param sentence the finding in plain words
 */
public record CheckResult(String name, Conclusion conclusion, String sentence, Evidence evidence) {}
