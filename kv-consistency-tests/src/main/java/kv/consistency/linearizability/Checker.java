package kv.consistency.linearizability;

import java.util.List;

/**
 * Decides whether a history is linearizable with respect to a model.
 *
 * <p>Partitions are decided independently, several at a time. One that is not linearizable settles
 * the matter, even if others could not be decided; else one that could not be decided leaves it
 * unknown. Instances keep nothing between checks and may be shared by threads.
 */
public final class Checker<S, I, O> {

  private final Model<S, I, O> model;
  private final CheckOptions options;

  public Checker(Model<S, I, O> model) {
    this(model, CheckOptions.defaults());
  }

  public Checker(Model<S, I, O> model, CheckOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * Checks a history, given in any order.
   *
   * @throws ModelException if the model breaks its contract
   */
  public Verdict<S> check(List<Operation<I, O>> history) {
    return new Check<>(model, history, options).run();
  }
}
