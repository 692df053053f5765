package kv.consistency.bridge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kv.consistency.bridge.Interpretation.Observation;
import kv.consistency.history.Event;
import kv.consistency.history.HistoryReader;
import kv.consistency.linearizability.Operation;
import org.jspecify.annotations.Nullable;

/** Reads a whole history as the operations that a checker takes. */
public final class Operations {
  private Operations() {}

  /**
   * The operations of a history that say something about the object. Their clock is the index of
   * the events: the order of the file, which is the order of the recording clock.
   *
   * @throws kv.consistency.history.MalformedHistoryException if the history is none, or has calls
   *     that the object does not know
   */
  public static <I, O> List<Operation<I, O>> read(
      HistoryReader history, Interpretation<?, I, O> interpretation) throws IOException {
    List<Operation<I, O>> operations = new ArrayList<>();
    CallReader calls = new CallReader(history);
    for (Call call = calls.next(); call != null; call = calls.next()) {
      Observation<I, O> seen = interpretation.observe(call);
      if (seen != null) {
        operations.add(operation(call, seen.input(), seen.output()));
      }
    }
    return operations;
  }

  private static <I, O> Operation<I, O> operation(Call call, I input, @Nullable O output) {
    Event invocation = call.invocation();
    Event completion = call.completion();
    return output == null || completion == null
        ? Operation.indeterminate(invocation.process(), input, invocation.index())
        : Operation.completed(
            invocation.process(), input, output, invocation.index(), completion.index());
  }
}
