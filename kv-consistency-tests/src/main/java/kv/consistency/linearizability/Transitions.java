package kv.consistency.linearizability;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model's steps on numbered states and numbered (input, output) pairs, each computed once. Finds
 * out models that break their contract: steps are repeated now and then, and must come to the same.
 */
final class Transitions<S, I, O> {

  static final int ILLEGAL = -1;

  private static final int ALWAYS_REPEATED = 32;
  private static final int BYTES_PER_STEP = 32;
  private static final int BYTES_PER_OBJECT = 48;

  private record Pair<I, O>(I input, @Nullable O output) {}

  private final Model<S, I, O> model;
  private final @Nullable Hints<S, I, O> hints;
  private final Budget budget;
  private final Interner<S> states = new Interner<>();
  private final Interner<Pair<I, O>> pairs = new Interner<>();
  private final BitSet observing = new BitSet();
  private long[] keys = new long[64];
  private int[] results = new int[64];
  private int steps;
  private long taken;

  Transitions(Model<S, I, O> model, Budget budget) {
    this.model = model;
    this.hints = Hints.of(model);
    this.budget = budget;
  }

  int initial() throws Budget.Spent {
    S state = model.initial();
    requireSame(state, model.initial(), "initial()");
    return number(state);
  }

  S state(int id) {
    return states.get(id);
  }

  /** The number of operations of that kind. */
  int kind(I input, @Nullable O output) {
    int known = pairs.size();
    int kind = pairs.intern(new Pair<>(input, output));
    if (kind == known && hints != null && hints.observes(input, output)) {
      observing.set(kind);
    }
    return kind;
  }

  boolean observes(int kind) {
    return observing.get(kind);
  }

  /** The state after an operation of that kind, or {@link #ILLEGAL}. */
  int next(int state, int kind) throws Budget.Spent {
    if (observing.get(kind) && steps >= ALWAYS_REPEATED) {
      // Cheaper again than remembered, as it mostly refuses or answers the state that it was given.
      Pair<I, O> pair = pairs.get(kind);
      S same = states.get(state);
      S next = model.step(same, pair.input(), pair.output());
      if (next == null || next == same) {
        return next == null ? ILLEGAL : state;
      }
    }
    long key = ((long) kind << Integer.SIZE | state) + 1;
    int at = slot(key);
    for (long found = keys[at]; found != 0; found = keys[at]) {
      if (found == key) {
        return results[at];
      }
      at = (at + 1) & (keys.length - 1);
    }
    int result = compute(state, kind);
    if (2 * ++steps > keys.length) {
      grow();
      at = slot(key);
    }
    put(at, key, result);
    return result;
  }

  /** As {@link #next}, without remembering. */
  boolean isLegal(int state, int kind) {
    Pair<I, O> pair = pairs.get(kind);
    return model.step(states.get(state), pair.input(), pair.output()) != null;
  }

  private int compute(int id, int kind) throws Budget.Spent {
    Pair<I, O> pair = pairs.get(kind);
    S state = states.get(id);
    S next = model.step(state, pair.input(), pair.output());
    if (steps < ALWAYS_REPEATED || (steps & (steps - 1)) == 0) {
      int hash = state.hashCode();
      requireSame(next, model.step(state, pair.input(), pair.output()), pair.input());
      if (state.hashCode() != hash) {
        throw new ModelException("step(" + pair.input() + ") changed the state that it was given");
      }
    }
    if (next == null) {
      return ILLEGAL;
    }
    int result = number(next);
    if (result != id && observes(kind)) {
      throw new ModelException(
          "the hint says that " + pair + " observes, but it led from " + state + " to " + next);
    }
    return result;
  }

  private void requireSame(@Nullable S one, @Nullable S other, Object step) {
    if (!Objects.equals(one, other) || Objects.hashCode(one) != Objects.hashCode(other)) {
      throw new ModelException(
          step
              + " came to two states that are not equal, "
              + one
              + " and "
              + other
              + ": states must be values with equals and hashCode, and steps must be pure");
    }
  }

  /** Steps remembered. */
  int steps() {
    return steps;
  }

  /** The number of a state. */
  int number(S state) throws Budget.Spent {
    int known = states.size();
    int id = states.intern(state);
    if (id == known) {
      take(BYTES_PER_OBJECT + weight(state));
    }
    return id;
  }

  /** A guess at the bytes of a state: its elements if the JDK shows them, else one small object. */
  private static long weight(Object state) {
    if (state instanceof CharSequence text) {
      return BYTES_PER_OBJECT + 2L * text.length();
    }
    if (state instanceof Collection<?> elements) {
      return BYTES_PER_OBJECT + 8L * elements.size();
    }
    if (state instanceof Map<?, ?> map) {
      return BYTES_PER_OBJECT + 48L * map.size();
    }
    return BYTES_PER_OBJECT;
  }

  private void grow() throws Budget.Spent {
    take((long) keys.length * BYTES_PER_STEP);
    long[] oldKeys = keys;
    int[] oldResults = results;
    keys = new long[2 * oldKeys.length];
    results = new int[2 * oldKeys.length];
    for (int k = 0; k < oldKeys.length; k++) {
      if (oldKeys[k] != 0) {
        put(slot(oldKeys[k]), oldKeys[k], oldResults[k]);
      }
    }
  }

  private void put(int start, long key, int result) {
    int at = start;
    while (keys[at] != 0) {
      at = (at + 1) & (keys.length - 1);
    }
    keys[at] = key;
    results[at] = result;
  }

  private int slot(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (keys.length - 1);
  }

  private void take(long bytes) throws Budget.Spent {
    budget.take(bytes);
    taken += bytes;
  }

  void close() {
    budget.giveBack(taken);
    taken = 0;
  }

  /** The kinds of all operations of a timeline, in its order. */
  int[] kinds(List<Operation<I, O>> history, Timeline timeline) {
    int[] kinds = new int[timeline.size()];
    for (int k = 0; k < kinds.length; k++) {
      Operation<I, O> operation = history.get(timeline.member[k]);
      kinds[k] = kind(operation.input(), operation.output());
    }
    return kinds;
  }
}
