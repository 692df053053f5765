package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kv.consistency.transactions.Inference.Named;
import kv.consistency.transactions.TransactionVerdict.Size;
import kv.consistency.transactions.TransactionVerdict.Status;
import kv.consistency.transactions.graph.Cycle;
import kv.consistency.transactions.graph.CycleSearch;
import kv.consistency.transactions.graph.DependencyGraph;
import kv.consistency.transactions.graph.Relation;
import kv.consistency.transactions.graph.SearchBudget;

/**
 * Says whether a history of transactions satisfies a consistency model: infers how transactions
 * depend on each other, and looks for what the model forbids.
 *
 * <p>What it finds is wrong whatever the database did inside. What it doesn't find may still be
 * there: versions that nobody read are not ordered, predicates are not read at all.
 */
public final class TransactionChecker {
  private final TransactionCheckOptions options;
  private final Set<Anomaly> forbidden;

  public TransactionChecker(TransactionCheckOptions options) {
    this.options = options;
    this.forbidden = options.model().forbidden();
  }

  public TransactionVerdict check(TransactionHistory history) {
    WriteIndex writes = new WriteIndex(history);
    if (writes.duplicate() != WriteIndex.NONE) {
      return undecidable(history, writes.duplicate());
    }
    boolean observedMeansCommitted = forbidden.contains(Anomaly.G1A);
    Inference inference =
        switch (history.workload()) {
          case LIST_APPEND -> new ListAppendInference(history, writes, observedMeansCommitted);
          case RW_REGISTER ->
              new RegisterInference(history, writes, options.assumed(), observedMeansCommitted);
        };
    Findings findings = new Findings(options.examples());
    inference.addAnomalies(findings);
    DependencyGraph.Builder builder = new DependencyGraph.Builder(history.size());
    inference.addDependencies(builder);
    addClientOrder(history, builder);
    DependencyGraph graph = builder.build();
    if (!graph.relatesAny()) {
      findings.add(
          Anomaly.EMPTY_TRANSACTION_GRAPH,
          () ->
              new Example(
                  Anomaly.EMPTY_TRANSACTION_GRAPH,
                  "no transaction can be shown to precede another",
                  List.of(),
                  List.of()));
    }
    Size size = addCycles(graph, inference, history, findings);
    return verdict(findings, size);
  }

  /** Realtime order holds process order, so the history's anomalies are named by one of them. */
  private void addClientOrder(TransactionHistory history, DependencyGraph.Builder builder) {
    if (forbidden.contains(Anomaly.G0_REALTIME)) {
      ClientOrders.addRealtime(history, builder);
    } else if (forbidden.contains(Anomaly.G0_PROCESS)) {
      ClientOrders.addProcess(history, builder);
    }
  }

  private Size addCycles(
      DependencyGraph graph, Inference inference, TransactionHistory history, Findings findings) {
    CycleWords words = new CycleWords(history, inference);
    SearchBudget budget = new SearchBudget(options.searchEdges(), options.expired());
    List<CycleSearch.Finding> components =
        new CycleSearch(graph, words::strongest, budget).findAll();
    int largest = 0;
    for (CycleSearch.Finding component : components) {
      largest = Math.max(largest, component.transactions());
      for (Cycle cycle : component.cycles()) {
        findings.add(Anomaly.of(cycle.type()), () -> words.example(cycle));
      }
      component
          .undecided()
          .forEach(
              type ->
                  findings.add(
                      Anomaly.CYCLE_SEARCH_TIMEOUT,
                      () ->
                          new Example(
                              Anomaly.CYCLE_SEARCH_TIMEOUT,
                              "the search for "
                                  + Anomaly.of(type).text()
                                  + " among "
                                  + component.transactions()
                                  + " transactions was cut short",
                              List.of(),
                              List.of())));
    }
    return new Size(history.size(), graph.edges(), components.size(), largest);
  }

  private TransactionVerdict verdict(Findings findings, Size size) {
    Map<Anomaly, Long> reported = new EnumMap<>(Anomaly.class);
    Map<Anomaly, List<Example>> examples = new EnumMap<>(Anomaly.class);
    Set<Anomaly> found = EnumSet.noneOf(Anomaly.class);
    boolean broken = false;
    for (Map.Entry<Anomaly, Long> entry : findings.counts().entrySet()) {
      Anomaly anomaly = entry.getKey();
      found.add(anomaly);
      broken |= forbidden.contains(anomaly);
      if (forbidden.contains(anomaly) || anomaly.isIndecision()) {
        reported.put(anomaly, entry.getValue());
        examples.put(anomaly, findings.examples().get(anomaly));
      }
    }
    Status status = broken ? Status.INVALID : reported.isEmpty() ? Status.VALID : Status.UNKNOWN;
    Optional<String> reason =
        status == Status.UNKNOWN
            ? Optional.of(examples.values().iterator().next().get(0).text())
            : Optional.empty();
    return new TransactionVerdict(
        status,
        options.model(),
        reported,
        examples,
        ConsistencyModel.ruledOut(found),
        reason,
        size);
  }

  private TransactionVerdict undecidable(TransactionHistory history, int duplicate) {
    Words words = new Words(history);
    return new TransactionVerdict(
        Status.UNKNOWN,
        options.model(),
        Map.of(),
        Map.of(),
        Set.of(),
        Optional.of(
            "the clients wrote "
                + words.value(duplicate)
                + " to "
                + words.key(duplicate)
                + " more than once, so who read which write can't be told"),
        new Size(history.size(), 0, 0, 0));
  }

  /** Tells cycles in words. */
  private record CycleWords(TransactionHistory history, Inference inference) {

    Relation strongest(int from, int to, Relation found) {
      for (Relation relation : List.of(Relation.WW, Relation.WR)) {
        if (relation.compareTo(found) < 0
            && inference
                .why(new Named(from, ""), new Named(to, ""), relation, List.of())
                .isPresent()) {
          return relation;
        }
      }
      return found;
    }

    Example example(Cycle cycle) {
      int length = cycle.steps().size();
      List<Integer> transactions = new ArrayList<>();
      List<Example.Step> steps = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < length; i++) {
        Cycle.Step step = cycle.steps().get(i);
        int next = (i + 1) % length;
        Named from = new Named(step.from(), "T" + (i + 1));
        Named to = new Named(step.to(), "T" + (next + 1));
        String why = why(step, from, to);
        transactions.add(step.from());
        steps.add(new Example.Step(i, next, step.relation(), why));
        text.append(i == 0 ? "" : i == length - 1 ? ". But " : ". ")
            .append(why)
            .append(", so ")
            .append(from.name())
            .append(" came before ")
            .append(to.name());
      }
      return new Example(Anomaly.of(cycle.type()), text + ": a cycle.", transactions, steps);
    }

    private String why(Cycle.Step step, Named from, Named to) {
      return switch (step.relation()) {
        case PROCESS ->
            "process "
                + history.process(step.from())
                + " executed "
                + from.name()
                + " before "
                + to.name();
        case REALTIME ->
            from.name()
                + " was over (event "
                + history.completed(step.from())
                + ") before "
                + to.name()
                + " began (event "
                + history.invoked(step.to())
                + ")";
        case WW, WR, RW ->
            inference
                .why(from, to, step.relation(), step.hubs())
                .orElseThrow(
                    () -> new IllegalStateException("an edge that nothing explains: " + step));
      };
    }
  }
}
