package kv.consistency.report;

import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param sentence the verdict in plain words
 * @param reasons what led to it, and what must be said beside it
 * @param operations by function
 * @param faults by kind
 */
public record RunResult(
    Conclusion conclusion,
    String sentence,
    List<String> reasons,
    List<CheckResult> checks,
    Map<String, OutcomeCounts> operations,
    Map<String, FaultCounts> faults,
    Expectation expectation) {
  public RunResult {
    reasons = List.copyOf(reasons);
    checks = List.copyOf(checks);
    operations = RunFacts.ordered(operations);
    faults = RunFacts.ordered(faults);
  }
}
