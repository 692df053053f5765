package kv.consistency.linearizability;

import java.util.List;

/**
 * An order in which the operations of one partition, one at a time, explain what clients saw.
 * Indeterminate operations that are left out did not take effect.
 */
public record Linearization<S>(Object partition, List<Step<S>> steps) {
  public Linearization {
    steps = List.copyOf(steps);
  }

  /**
   * One operation taking effect.
   *
   * @param operation its index in the list that was checked
   * @param after the state that it leaves
   */
  public record Step<S>(int operation, S after) {}
}
