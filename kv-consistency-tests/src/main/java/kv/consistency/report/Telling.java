package kv.consistency.report;

import java.util.List;
import kv.consistency.bridge.Interpretation;
import kv.consistency.history.EdnValues;
import kv.consistency.history.Value;
import kv.consistency.linearizability.Model;
import kv.consistency.linearizability.Operation;

/**
 * Puts the operations of a checked history, which verdicts name by index, and states into words.
 *
 * @param <S> state of the model
 */
public final class Telling<S> {

  /** An operation in words, with its place in the history: the indexes of its two events. */
  public record Told(int process, String text, boolean indeterminate, long call, long ret) {}

  private final Source<S, ?, ?> source;

  private record Source<S, I, O>(
      Interpretation<S, I, O> interpretation, List<Operation<I, O>> operations) {

    Told operation(int index) {
      Operation<I, O> operation = operations.get(index);
      return new Told(
          operation.process(),
          interpretation.describe(operation.input(), operation.output()),
          operation.isIndeterminate(),
          operation.call(),
          operation.ret());
    }
  }

  public <I, O> Telling(Interpretation<S, I, O> interpretation, List<Operation<I, O>> operations) {
    this.source = new Source<>(interpretation, operations);
  }

  Told operation(int index) {
    return source.operation(index);
  }

  String state(S state) {
    return source.interpretation().describe(state);
  }

  S initialState() {
    return source.interpretation().model().initial();
  }

  String initial() {
    return state(initialState());
  }

  /** The partition in words: {@code key "x"}, or nothing if the history has one object only. */
  String partition(Object partition) {
    if (partition == Value.NULL || partition == Model.Whole.SYSTEM) {
      return "";
    }
    return "key " + (partition instanceof Value key ? EdnValues.text(key) : partition);
  }
}
