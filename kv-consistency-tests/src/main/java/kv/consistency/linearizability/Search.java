package kv.consistency.linearizability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wing and Gong's search [1] for a linearization of one partition, with Lowe's memoisation [2].
 *
 * <p>The search stands at the first return of an operation that is not linearized: that operation
 * is <em>due</em>, and next must be it or one that is open with it. It takes one of these whose
 * step is legal and moves on to the next due return, or goes back when there is none. It never
 * enters a configuration that a visited one covers ({@link Configurations}). Where no return is
 * left, the steps taken are a linearization; where no choice is left, there is none.
 *
 * <p>It leaves out choices that can't matter. Each rule below turns any linearization into one that
 * keeps to it, so nothing is lost:
 *
 * <ol>
 *   <li><b>Observations first.</b> An operation that changes no state ({@link Hints#observes}) is
 *       taken as soon as it is legal, and its alternatives are not tried: it can be moved to the
 *       front from wherever it comes later. Off for models without hints.
 *   <li><b>Equals by their returns.</b> Of open operations with equal input and output, only the
 *       one that returns first is tried: had another been taken, the two could change places.
 *   <li><b>Indeterminate operations by kind</b>: of those with equal input, the one called first,
 *       for the same reason ({@link Indeterminates}).
 *   <li><b>No idle use.</b> An indeterminate operation that would not change the state is not taken
 *       there: it may as well never take effect.
 *   <li><b>What lies ahead.</b> A configuration that contradicts a later observation is left at
 *       once ({@link Lookahead}). Off for models that don't say how their states grow.
 * </ol>
 *
 * <p>[1] Wing, Gong: Testing and verifying concurrent objects, JPDC 17, 1993. [2] Lowe: Testing for
 * linearizability, Concurrency and Computation 29(4), 2017.
 */
final class Search<S, I, O> implements AutoCloseable {

  enum Outcome {
    LEGAL,
    ILLEGAL,
    /** The slice ended; {@link #run} may be called again. */
    PAUSED
  }

  private static final int CONFIGURATIONS_PER_POLL = 256;
  private static final int BYTES_PER_OPERATION = 64;

  private final Timeline timeline;
  private final Budget budget;
  private final Transitions<S, I, O> transitions;
  private final int[] kind;
  private final boolean[] observes;
  private final boolean[] repeated;
  private final OpenOperations open;
  private final Indeterminates indeterminates;
  private final Configurations visited;
  private final @Nullable Lookahead<S, I, O> lookahead;

  /** The choices made so far: an operation, or {@code ~group} of an indeterminate one. */
  private final int[] choice;

  private final int[] operation;
  private final int[] stateBefore;
  private final int[] positionBefore;
  private int depth;

  private int state;
  private int position;
  private long configurations;
  private boolean started;
  private final Longest longest;

  Search(Model<S, I, O> model, List<Operation<I, O>> history, Timeline timeline, Budget budget) {
    int n = timeline.size();
    this.timeline = timeline;
    this.budget = budget;
    this.transitions = new Transitions<>(model, budget);
    this.kind = transitions.kinds(history, timeline);
    this.open = new OpenOperations(timeline);
    this.indeterminates = new Indeterminates(timeline, kind, transitions);
    this.visited = new Configurations(budget, open.linearized.length, indeterminates.spareBits);
    int[] count = new int[n];
    for (int k : kind) {
      count[k]++;
    }
    this.observes = new boolean[n];
    this.repeated = new boolean[n];
    for (int k = 0; k < n; k++) {
      observes[k] = transitions.observes(kind[k]);
      repeated[k] = count[kind[k]] > 1;
    }
    this.lookahead = Lookahead.of(Hints.of(model), history, timeline, observes);
    this.choice = new int[n];
    this.operation = new int[n];
    this.stateBefore = new int[n];
    this.positionBefore = new int[n];
    this.longest = new Longest(n);
  }

  long configurations() {
    return configurations;
  }

  /** Searches on, through about {@code slice} configurations at most. */
  Outcome run(long slice) throws Budget.Spent {
    long end = slice < Long.MAX_VALUE - configurations ? configurations + slice : Long.MAX_VALUE;
    boolean forward = true;
    if (!started) {
      budget.take((long) timeline.size() * BYTES_PER_OPERATION);
      started = true;
      state = transitions.initial();
      advance();
    } else {
      forward = false;
    }
    while (true) {
      if (forward) {
        observe();
        if (position == timeline.events.length) {
          return Outcome.LEGAL;
        }
        forward =
            !isDeadEnd() && visited.add(position, state, open.linearized, indeterminates.used);
        if (forward) {
          if (++configurations % CONFIGURATIONS_PER_POLL == 0) {
            budget.spendTime();
          }
          forward = chooseOperation(open.after(open.end())) || chooseIndeterminate(0);
        }
      }
      if (!forward) {
        longest.note(operation, stateBefore, depth, state, position);
        if (configurations >= end) {
          return Outcome.PAUSED;
        }
        if (depth == 0) {
          return Outcome.ILLEGAL;
        }
        forward = reconsider();
      }
    }
  }

  private boolean isDeadEnd() {
    return lookahead != null && lookahead.isDeadEnd(transitions.state(state), position, open);
  }

  /** Takes every observation that is legal now. */
  private void observe() throws Budget.Spent {
    int k = open.after(open.end());
    while (k != open.end()) {
      int next = open.after(k);
      if (observes[k] && transitions.next(state, kind[k]) == state) {
        boolean due = timeline.returnAt[k] == position;
        take(k, state);
        next = due ? open.after(open.end()) : next;
      }
      k = next;
    }
  }

  /** Takes the first operation from {@code first} on that changes something and is legal. */
  private boolean chooseOperation(int first) throws Budget.Spent {
    for (int k = first; k != open.end(); k = open.after(k)) {
      if (!observes[k] && !(repeated[k] && isPreceded(k))) {
        int next = transitions.next(state, kind[k]);
        if (next != Transitions.ILLEGAL) {
          take(k, next);
          return true;
        }
      }
    }
    return false;
  }

  private boolean isPreceded(int operation) {
    for (int k = open.after(open.end()); k != operation; k = open.after(k)) {
      if (kind[k] == kind[operation]) {
        return true;
      }
    }
    return false;
  }

  private boolean chooseIndeterminate(int first) throws Budget.Spent {
    for (int g = first; g < indeterminates.groups(); g++) {
      if (indeterminates.isAvailable(g)) {
        int next = transitions.next(state, indeterminates.kind(g));
        if (next != Transitions.ILLEGAL && next != state) {
          push(~g, indeterminates.use(g));
          state = next;
          return true;
        }
      }
    }
    return false;
  }

  private void take(int k, int next) {
    push(k, k);
    open.linearize(k);
    state = next;
    if (timeline.returnAt[k] == position) {
      advance();
    }
  }

  private void push(int chosen, int taken) {
    choice[depth] = chosen;
    operation[depth] = taken;
    stateBefore[depth] = state;
    positionBefore[depth] = position;
    depth++;
  }

  /** Takes back the latest choice and those forced before it, and makes the next one. */
  private boolean reconsider() throws Budget.Spent {
    depth--;
    longest.wentBack(depth);
    retreat(positionBefore[depth]);
    state = stateBefore[depth];
    int chosen = choice[depth];
    if (chosen < 0) {
      indeterminates.undoUse(~chosen);
      return chooseIndeterminate(~chosen + 1);
    }
    open.undoLinearize(chosen);
    if (observes[chosen]) {
      return false;
    }
    return chooseOperation(open.after(chosen)) || chooseIndeterminate(0);
  }

  /** Moves to the first return of an operation that is not linearized. */
  private void advance() {
    for (; position < timeline.events.length; position++) {
      int k = Timeline.operation(timeline.events[position]);
      if (Timeline.isReturn(timeline.events[position])) {
        if (!open.isLinearized(k)) {
          return;
        }
        open.leave(k);
      } else if (timeline.returnAt[k] == Timeline.NEVER) {
        indeterminates.call(k);
      } else {
        open.call(k);
      }
    }
  }

  private void retreat(int target) {
    while (position > target) {
      position--;
      int k = Timeline.operation(timeline.events[position]);
      if (Timeline.isReturn(timeline.events[position])) {
        open.undoLeave(k);
      } else if (timeline.returnAt[k] == Timeline.NEVER) {
        indeterminates.undoCall(k);
      } else {
        open.undoCall(k);
      }
    }
  }

  /** The steps taken: a linearization, after {@link Outcome#LEGAL}. */
  List<Linearization.Step<S>> steps() {
    return steps(
        new Longest.Sequence(
            Arrays.copyOf(operation, depth), Arrays.copyOf(stateBefore, depth), state));
  }

  private List<Linearization.Step<S>> steps(Longest.Sequence sequence) {
    int length = sequence.operation.length;
    List<Linearization.Step<S>> steps = new ArrayList<>(length);
    for (int d = 0; d < length; d++) {
      int after = d + 1 < length ? sequence.before[d + 1] : sequence.state;
      steps.add(
          new Linearization.Step<>(
              timeline.member[sequence.operation[d]], transitions.state(after)));
    }
    return steps;
  }

  /**
   * The operations, as indices of the history, that were called before the furthest return that the
   * search considered: after {@link Outcome#ILLEGAL} these alone are not linearizable, for it saw
   * no others.
   */
  List<Integer> reached() {
    int end =
        lookahead == null ? longest.position() : Math.max(longest.position(), lookahead.horizon());
    int count = 0;
    while (count < timeline.size() && timeline.callAt[count] < end) {
      count++;
    }
    return Arrays.stream(timeline.member, 0, count).boxed().toList();
  }

  /** How far the search came, whether or not it ended. */
  Witness.Explanation<S> explanation(boolean exhaustive) {
    longest.note(operation, stateBefore, depth, state, position);
    List<Witness.Prefix<S>> prefixes = new ArrayList<>();
    for (Longest.Sequence sequence : longest.sequences()) {
      prefixes.add(prefix(sequence));
    }
    List<Integer> operations = Arrays.stream(timeline.member).boxed().toList();
    return new Witness.Explanation<>(operations, prefixes, exhaustive);
  }

  private Witness.Prefix<S> prefix(Longest.Sequence sequence) {
    boolean[] taken = new boolean[timeline.size()];
    for (int k : sequence.operation) {
      taken[k] = true;
    }
    int stuckAt = longest.position();
    List<Witness.Refusal> refusals = new ArrayList<>();
    for (int k = 0; k < taken.length && timeline.callAt[k] < stuckAt; k++) {
      if (!taken[k]) {
        boolean legal = transitions.isLegal(sequence.state, kind[k]);
        refusals.add(
            new Witness.Refusal(
                timeline.member[k], legal ? Witness.Cause.DEAD_END : Witness.Cause.ILLEGAL));
      }
    }
    int due = timeline.member[Timeline.operation(timeline.events[stuckAt])];
    return new Witness.Prefix<>(steps(sequence), transitions.state(sequence.state), due, refusals);
  }

  @Override
  public void close() {
    visited.close();
    transitions.close();
    if (started) {
      budget.giveBack((long) timeline.size() * BYTES_PER_OPERATION);
    }
  }
}
