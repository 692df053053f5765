package kv.consistency.linearizability;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a configuration is a dead end because of what is observed later on.
 *
 * <p>By {@link Hints#setsBack}, between two operations that set back the state only moves ahead. So
 * if none of these can take effect from the search's position up to the return of an observation,
 * the state must be one that the observation is still ahead of ({@link Hints#isBehind}). Operations
 * that set back count from their call to their return, or for ever: more often than they need.
 */
final class Lookahead<S, I, O> {

  private static final int NONE = -1;

  private final Hints<S, I, O> hints;
  private final List<Operation<I, O>> history;
  private final Timeline timeline;
  private final boolean[] observes;

  /** By position: the next at which an operation that sets back is open. */
  private final int[] setBackAt;

  /** By position: of the observations that returned by then, the one that was called last. */
  private final int[] latest;

  private int horizon;

  private Lookahead(
      Hints<S, I, O> hints,
      List<Operation<I, O>> history,
      Timeline timeline,
      boolean[] observes,
      boolean[] setsBack) {
    this.hints = hints;
    this.history = history;
    this.timeline = timeline;
    this.observes = observes;
    int end = timeline.events.length;
    this.setBackAt = new int[end + 1];
    this.latest = new int[end + 1];
    Arrays.fill(setBackAt, NONE);
    int openSetbacks = 0;
    int last = NONE;
    for (int at = 0; at < end; at++) {
      int k = Timeline.operation(timeline.events[at]);
      boolean isReturn = Timeline.isReturn(timeline.events[at]);
      if (setsBack[k]) {
        openSetbacks += isReturn ? -1 : 1;
        setBackAt[at] = at;
      } else if (openSetbacks > 0) {
        setBackAt[at] = at;
      }
      if (isReturn && observes[k] && (last == NONE || timeline.callAt[k] > timeline.callAt[last])) {
        last = k;
      }
      latest[at] = last;
    }
    latest[end] = last;
    setBackAt[end] = end;
    for (int at = end - 1; at >= 0; at--) {
      setBackAt[at] = setBackAt[at] == NONE ? setBackAt[at + 1] : at;
    }
  }

  /** A lookahead, or null where the model's hints allow none. */
  static <S, I, O> @Nullable Lookahead<S, I, O> of(
      @Nullable Hints<S, I, O> hints,
      List<Operation<I, O>> history,
      Timeline timeline,
      boolean[] observes) {
    if (hints == null) {
      return null;
    }
    boolean[] setsBack = new boolean[timeline.size()];
    boolean useful = false;
    for (int k = 0; k < setsBack.length; k++) {
      Operation<I, O> operation = history.get(timeline.member[k]);
      setsBack[k] = !observes[k] && hints.setsBack(operation.input(), operation.output());
      useful |= !observes[k] && !setsBack[k];
    }
    return useful ? new Lookahead<>(hints, history, timeline, observes, setsBack) : null;
  }

  /** Whether no continuation explains what is observed before the next setback. */
  boolean isDeadEnd(S state, int position, OpenOperations open) {
    int end = setBackAt[position];
    if (end == position) {
      return false;
    }
    int far = latest[end - 1];
    if (far != NONE && timeline.callAt[far] >= position && contradicts(far, state)) {
      return true;
    }
    for (int k = open.after(open.end()); k != open.end(); k = open.after(k)) {
      if (observes[k] && timeline.returnAt[k] < end && contradicts(k, state)) {
        return true;
      }
    }
    return false;
  }

  private boolean contradicts(int k, S state) {
    Operation<I, O> operation = history.get(timeline.member[k]);
    O output = operation.output();
    if (output == null || hints.isBehind(state, operation.input(), output)) {
      return false;
    }
    horizon = Math.max(horizon, timeline.returnAt[k]);
    return true;
  }

  /** The latest position that any answer relied on. */
  int horizon() {
    return horizon;
  }
}
