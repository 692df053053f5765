package kv.consistency.transactions;

import java.util.ArrayList;
import java.util.List;
import kv.consistency.transactions.Inference.Named;
import kv.consistency.transactions.graph.Cycle;
import kv.consistency.transactions.graph.Relation;

/** Tells cycles in words. */
record CycleWords(TransactionHistory history, Inference inference) {

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
