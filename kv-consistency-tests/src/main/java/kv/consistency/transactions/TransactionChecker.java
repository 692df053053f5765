package kv.consistency.transactions;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kv.consistency.transactions.TransactionVerdict.Size;
import kv.consistency.transactions.TransactionVerdict.Status;
import kv.consistency.transactions.graph.Allowance;
import kv.consistency.transactions.graph.Allowance.Limit;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.Cycle;
import kv.consistency.transactions.graph.CycleSearch;
import kv.consistency.transactions.graph.CycleType;
import kv.consistency.transactions.graph.DependencyGraph;
import kv.consistency.transactions.graph.SearchBudget;

/**
 * Says whether a history of transactions satisfies a consistency model: infers how transactions
 * depend on each other, and looks for what the model forbids.
 *
 * <p>What it finds is wrong whatever the database did inside. What it doesn't find may still be
 * there: versions that nobody read are not ordered, predicates are not read at all.
 *
 * <p>Where time or memory ends, so does the check, from wherever it is: what was found until then
 * stands, and if that does not break the model the verdict is unknown.
 */
public final class TransactionChecker {
  private final TransactionCheckOptions options;
  private final Set<Anomaly> forbidden;

  public TransactionChecker(TransactionCheckOptions options) {
    this.options = options;
    this.forbidden = options.model().forbidden();
  }

  public TransactionVerdict check(TransactionHistory history) {
    return new Run(history).verdict();
  }

  /** One check. */
  private final class Run {
    private final TransactionHistory history;
    private final Findings findings = new Findings(options.examples());
    private final Allowance allowance = new Allowance(options.memory(), options.expired());
    private Optional<Limit> spent = Optional.empty();
    private Size size;

    Run(TransactionHistory history) {
      this.history = history;
      this.size = new Size(history.size(), 0, 0, 0);
    }

    TransactionVerdict verdict() {
      try {
        allowance.take(history.bytes());
        allowance.look();
        WriteIndex writes = new WriteIndex(history, allowance);
        if (writes.duplicate() != WriteIndex.NONE) {
          return undecidable(writes.duplicate());
        }
        Inference inference = inference(writes);
        inference.addAnomalies(findings);
        addCycles(inference, graph(inference));
      } catch (Spent e) {
        spent = Optional.of(e.limit());
        addCutShort("the search for cycles did not begin: " + usedUp(e.limit()));
      }
      return conclusion();
    }

    private Inference inference(WriteIndex writes) throws Spent {
      boolean observedMeansCommitted = forbidden.contains(Anomaly.G1A);
      return switch (history.workload()) {
        case LIST_APPEND ->
            new ListAppendInference(history, writes, observedMeansCommitted, allowance);
        case RW_REGISTER ->
            new RegisterInference(
                history, writes, options.assumed(), observedMeansCommitted, allowance);
      };
    }

    private DependencyGraph graph(Inference inference) throws Spent {
      DependencyGraph.Builder builder = new DependencyGraph.Builder(history.size(), allowance);
      inference.addDependencies(builder);
      addClientOrder(builder);
      DependencyGraph graph = builder.build();
      size = new Size(history.size(), graph.edges(), 0, 0);
      if (!graph.relatesAny(allowance)) {
        addWithoutTransactions(
            Anomaly.EMPTY_TRANSACTION_GRAPH, "no transaction can be shown to precede another");
      }
      return graph;
    }

    /** Realtime order holds process order, so the history's anomalies are named by one of them. */
    private void addClientOrder(DependencyGraph.Builder builder) throws Spent {
      if (forbidden.contains(Anomaly.G0_REALTIME)) {
        ClientOrders.addRealtime(history, builder, allowance);
      } else if (forbidden.contains(Anomaly.G0_PROCESS)) {
        ClientOrders.addProcess(history, builder, allowance);
      }
    }

    private void addCycles(Inference inference, DependencyGraph graph) throws Spent {
      CycleWords words = new CycleWords(history, inference);
      SearchBudget budget = new SearchBudget(options.searchEdges(), allowance);
      CycleSearch.Result result = new CycleSearch(graph, words::strongest, budget).findAll();
      spent = result.spent();
      int largest = 0;
      for (CycleSearch.Finding component : result.findings()) {
        largest = Math.max(largest, component.transactions());
        for (Cycle cycle : component.cycles()) {
          findings.add(Anomaly.of(cycle.type()), () -> words.example(cycle));
        }
        for (CycleType type : component.undecided()) {
          // A kind that the model allows could not have broken it.
          if (forbidden.contains(Anomaly.of(type))) {
            addCutShort(
                "the search for "
                    + Anomaly.of(type).text()
                    + " among "
                    + component.transactions()
                    + " transactions was cut short");
          }
        }
      }
      int left = result.components() - result.findings().size();
      if (left > 0) {
        addCutShort(left + " sets of mutually dependent transactions were not searched for cycles");
      }
      size = new Size(history.size(), graph.edges(), result.components(), largest);
    }

    private void addCutShort(String text) {
      addWithoutTransactions(Anomaly.CYCLE_SEARCH_TIMEOUT, text);
    }

    private void addWithoutTransactions(Anomaly anomaly, String text) {
      findings.add(anomaly, () -> new Example(anomaly, text, List.of(), List.of()));
    }

    private TransactionVerdict undecidable(int duplicate) {
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
          Optional.empty(),
          size);
    }

    private TransactionVerdict conclusion() {
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
          examples.put(anomaly, findings.examples().getOrDefault(anomaly, List.of()));
        }
      }
      Status status = broken ? Status.INVALID : reported.isEmpty() ? Status.VALID : Status.UNKNOWN;
      return new TransactionVerdict(
          status,
          options.model(),
          reported,
          examples,
          ConsistencyModel.ruledOut(found),
          status == Status.UNKNOWN ? Optional.of(reason(examples)) : Optional.empty(),
          spent,
          size);
    }

    private String reason(Map<Anomaly, List<Example>> examples) {
      if (spent.isPresent()) {
        return usedUp(spent.get());
      }
      return examples.values().stream()
          .flatMap(List::stream)
          .map(Example::text)
          .findFirst()
          .orElse("a search was cut short");
    }

    private static String usedUp(Limit limit) {
      return switch (limit) {
        case TIME -> "the time was used up";
        case MEMORY -> "the memory was used up";
      };
    }
  }
}
