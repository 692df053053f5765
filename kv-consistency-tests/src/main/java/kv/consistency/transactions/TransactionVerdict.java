package kv.consistency.transactions;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kv.consistency.transactions.graph.Allowance.Limit;

/**
 * What a history says of a consistency model.
 *
 * @param status whether the model is ruled out
 * @param model the model asked for
 * @param anomalies what rules it out, or keeps it undecided, and how many of each were counted
 * @param examples the first few of each of these anomalies
 * @param ruledOut all models that any anomaly rules out, also one that the model asked for allows
 * @param reason why the status is unknown
 * @param spent what was used up before all was looked at; then counts are of what was seen
 */
public record TransactionVerdict(
    Status status,
    ConsistencyModel model,
    Map<Anomaly, Long> anomalies,
    Map<Anomaly, List<Example>> examples,
    Set<ConsistencyModel> ruledOut,
    Optional<String> reason,
    Optional<Limit> spent,
    Size size) {

  /** Whether a history satisfies a model, as far as this inference can see. */
  public enum Status {
    /** No anomaly that the model forbids was found, and every search was finished. */
    VALID,
    /** An anomaly that the model forbids was found. */
    INVALID,
    /** None was found, but a search was cut short, or there was nothing to search. */
    UNKNOWN
  }

  /**
   * How much was looked at.
   *
   * @param edges edges of the dependency graph, those of hubs included
   * @param components strongly connected components of at least two transactions
   * @param largestComponent transactions in the largest of these
   */
  public record Size(int transactions, long edges, int components, int largestComponent) {}

  public TransactionVerdict {
    anomalies = Collections.unmodifiableMap(new EnumMap<>(anomalies));
    examples = Collections.unmodifiableMap(new EnumMap<>(examples));
    ruledOut = Set.copyOf(ruledOut);
  }

  /** The weakest models that are ruled out: every stronger one is, too. */
  public Set<ConsistencyModel> not() {
    return ConsistencyModel.weakest(ruledOut);
  }

  /** The strongest models that remain possible; none if all are ruled out. */
  public Set<ConsistencyModel> possible() {
    Set<ConsistencyModel> left = java.util.EnumSet.allOf(ConsistencyModel.class);
    left.removeAll(ruledOut);
    return ConsistencyModel.strongest(left);
  }
}
