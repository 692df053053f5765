package kv.consistency.transactions;

import java.util.List;
import java.util.Optional;
import kv.consistency.transactions.graph.Allowance.Spent;
import kv.consistency.transactions.graph.DependencyGraph;
import kv.consistency.transactions.graph.Relation;

/**
 * What a workload's observations say: how they relate transactions, and what contradicts itself.
 */
interface Inference {

  /** Adds the edges ww, wr and rw. */
  void addDependencies(DependencyGraph.Builder graph) throws Spent;

  /** Adds the anomalies that need no cycle to be seen. */
  void addAnomalies(Findings findings) throws Spent;

  /**
   * Why {@code to} depends on {@code from} in the given way, in words; empty if it doesn't.
   *
   * @param hubs what the dependency's edge leads through, where known
   */
  Optional<String> why(Named from, Named to, Relation relation, List<Integer> hubs);

  /** A transaction and what it is called in an explanation. */
  record Named(int transaction, String name) {}
}
