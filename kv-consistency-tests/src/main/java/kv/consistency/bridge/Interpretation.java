package kv.consistency.bridge;

import kv.consistency.history.MalformedHistoryException;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a history are read as operations of a model, and told to a person.
 *
 * @param <S> state of the model
 * @param <I> input of the model
 * @param <O> output of the model
 */
public interface Interpretation<S, I, O> {

  Model<S, I, O> model();

  /**
   * What a call says about the object, or null if it says nothing: a read without an answer, or an
   * operation that certainly did not take effect and observed nothing.
   *
   * @throws MalformedHistoryException if no such call can be made to the object
   */
  @Nullable Observation<I, O> observe(Call call) throws MalformedHistoryException;

  /** The operation in words: {@code write 3}; with its answer, if it has one: {@code read → 3}. */
  String describe(I input, @Nullable O output);

  /** The state in words. */
  String describe(S state);

  /**
   * An operation of the model.
   *
   * @param output null if the outcome is unknown
   */
  record Observation<I, O>(I input, @Nullable O output) {}
}
