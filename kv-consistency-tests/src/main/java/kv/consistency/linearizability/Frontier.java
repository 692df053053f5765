package kv.consistency.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All configurations that one partition may be in, as its events go by: Lowe's just-in-time
 * linearization, breadth first.
 *
 * <p>When an operation returns, every configuration is extended by whatever open operations, the
 * returning one last; those that can't be are gone. None left means that no linearization of the
 * events so far exists. Events that are over need not be kept: a configuration is a state, the set
 * of open operations that are linearized, and the set of indeterminate ones that were used. As in
 * {@link Search}, observations go first, an indeterminate operation is not used where it changes
 * nothing, of equal ones the first is used, and configurations that others cover are dropped. An
 * indeterminate operation that all configurations have used is over as well.
 */
final class Frontier<S, I, O> {

  /** An operation whose outcome is known; its slot is a bit that no other open operation has. */
  static final class Member<I, O> {
    private final int operation;
    private final I input;
    private final @Nullable O output;
    private final int slot;
    private int kind;
    private boolean observes;

    private Member(int operation, I input, @Nullable O output, int slot) {
      this.operation = operation;
      this.input = input;
      this.output = output;
      this.slot = slot;
    }
  }

  /** The operations taken, the latest first, and the states that they left. */
  private record Trail<S>(int operation, S after, @Nullable Trail<S> before) {}

  private record Configuration<S>(
      int state, Bits linearized, Bits used, @Nullable Trail<S> trail) {}

  private record Key(int state, Bits linearized) {}

  private static final int BYTES_PER_CONFIGURATION = 250;
  private static final int STEPS_REMEMBERED = 1 << 14;

  private final Model<S, I, O> model;
  private final Budget budget;
  private Transitions<S, I, O> transitions;
  private final List<Member<I, O>> open = new ArrayList<>();
  private final List<Member<I, O>> indeterminate = new ArrayList<>();
  private final Bits.Allocator slots = new Bits.Allocator();
  private List<Configuration<S>> configurations = new ArrayList<>();
  private final boolean keepsTrail;
  private long explored;
  private long taken;

  /**
   * @param keepsTrail whether {@link #steps} will be asked for
   */
  Frontier(Model<S, I, O> model, Budget budget, boolean keepsTrail) throws Budget.Spent {
    this.model = model;
    this.keepsTrail = keepsTrail;
    this.budget = budget;
    this.transitions = new Transitions<>(model, budget);
    configurations.add(new Configuration<>(transitions.initial(), Bits.NONE, Bits.NONE, null));
  }

  Member<I, O> call(int operation, I input, O output) {
    Member<I, O> member = new Member<>(operation, input, output, slots.take());
    classify(member);
    open.add(member);
    return member;
  }

  void callIndeterminate(int operation, I input) {
    Member<I, O> member = new Member<>(operation, input, null, slots.take());
    classify(member);
    if (member.observes) {
      slots.free(member.slot);
    } else {
      indeterminate.add(member);
    }
  }

  private void classify(Member<I, O> member) {
    member.kind = transitions.kind(member.input, member.output);
    member.observes = transitions.observes(member.kind);
  }

  /** Lets an operation return; false if nothing explains the events up to there. */
  boolean complete(Member<I, O> returning) throws Budget.Spent {
    List<Configuration<S>> before = configurations;
    Map<Key, List<Bits>> seen = new HashMap<>();
    List<Configuration<S>> after = new ArrayList<>();
    Deque<Configuration<S>> work = new ArrayDeque<>(before);
    while (!work.isEmpty()) {
      if (++explored % 256 == 0) {
        budget.spendTime();
      }
      Configuration<S> next = observe(work.pop());
      if (isNew(next, seen)) {
        if (next.linearized().has(returning.slot)) {
          after.add(next);
        } else {
          extend(next, work);
        }
      }
    }
    if (after.isEmpty()) {
      return false;
    }
    configurations = after;
    leave(returning);
    settle();
    return true;
  }

  private Configuration<S> observe(Configuration<S> configuration) throws Budget.Spent {
    Configuration<S> observed = configuration;
    for (Member<I, O> member : open) {
      if (member.observes
          && !observed.linearized().has(member.slot)
          && transitions.next(configuration.state(), member.kind) == configuration.state()) {
        observed = linearize(observed, member, observed.state());
      }
    }
    return observed;
  }

  private Configuration<S> linearize(Configuration<S> from, Member<I, O> member, int next) {
    return new Configuration<>(
        next, from.linearized().with(member.slot), from.used(), trail(from, member, next));
  }

  private @Nullable Trail<S> trail(Configuration<S> from, Member<I, O> member, int next) {
    return keepsTrail ? new Trail<>(member.operation, transitions.state(next), from.trail()) : null;
  }

  private void extend(Configuration<S> from, Deque<Configuration<S>> work) throws Budget.Spent {
    for (Member<I, O> member : indeterminate) {
      if (!from.used().has(member.slot) && isFirstOfItsKind(member, from)) {
        int next = transitions.next(from.state(), member.kind);
        if (next != Transitions.ILLEGAL && next != from.state()) {
          Bits used = from.used().with(member.slot);
          work.push(new Configuration<>(next, from.linearized(), used, trail(from, member, next)));
        }
      }
    }
    for (Member<I, O> member : open) {
      if (!member.observes && !from.linearized().has(member.slot)) {
        int next = transitions.next(from.state(), member.kind);
        if (next != Transitions.ILLEGAL) {
          work.push(linearize(from, member, next));
        }
      }
    }
  }

  private boolean isFirstOfItsKind(Member<I, O> member, Configuration<S> from) {
    for (Member<I, O> other : indeterminate) {
      if (other == member) {
        return true;
      }
      if (other.kind == member.kind && !from.used().has(other.slot)) {
        return false;
      }
    }
    return true;
  }

  private boolean isNew(Configuration<S> configuration, Map<Key, List<Bits>> seen)
      throws Budget.Spent {
    List<Bits> used =
        seen.computeIfAbsent(
            new Key(configuration.state(), configuration.linearized()),
            absent -> new ArrayList<>(1));
    for (Bits bits : used) {
      if (configuration.used().containsAll(bits)) {
        return false;
      }
    }
    used.removeIf(bits -> bits.containsAll(configuration.used()));
    used.add(configuration.used());
    budget.take(BYTES_PER_CONFIGURATION);
    taken += BYTES_PER_CONFIGURATION;
    return true;
  }

  private void leave(Member<I, O> returning) {
    open.remove(returning);
    slots.free(returning.slot);
    configurations.replaceAll(
        c ->
            new Configuration<>(
                c.state(), c.linearized().without(returning.slot), c.used(), c.trail()));
  }

  /** Forgets what can't matter any more. */
  private void settle() throws Budget.Spent {
    for (Member<I, O> member : List.copyOf(indeterminate)) {
      if (configurations.stream().allMatch(c -> c.used().has(member.slot))) {
        indeterminate.remove(member);
        slots.free(member.slot);
        configurations.replaceAll(
            c ->
                new Configuration<>(
                    c.state(), c.linearized(), c.used().without(member.slot), c.trail()));
      }
    }
    long kept = (long) configurations.size() * BYTES_PER_CONFIGURATION;
    budget.giveBack(taken - kept);
    taken = kept;
    if (transitions.steps() > STEPS_REMEMBERED) {
      forgetSteps();
    }
  }

  private void forgetSteps() throws Budget.Spent {
    Transitions<S, I, O> old = transitions;
    transitions = new Transitions<>(model, budget);
    List<Configuration<S>> renumbered = new ArrayList<>();
    for (Configuration<S> c : configurations) {
      int state = transitions.number(old.state(c.state()));
      renumbered.add(new Configuration<>(state, c.linearized(), c.used(), c.trail()));
    }
    configurations = renumbered;
    open.forEach(this::classify);
    indeterminate.forEach(this::classify);
    old.close();
  }

  /** The states that the partition may be in, some of them. */
  List<S> states(int limit) {
    return Arrays.stream(configurations.stream().mapToInt(Configuration<S>::state).toArray())
        .distinct()
        .limit(limit)
        .mapToObj(transitions::state)
        .toList();
  }

  /** Configurations looked at. */
  long explored() {
    return explored;
  }

  /** A linearization of the events so far. */
  List<Linearization.Step<S>> steps() {
    List<Linearization.Step<S>> steps = new ArrayList<>();
    for (Trail<S> t = configurations.get(0).trail(); t != null; t = t.before()) {
      steps.add(new Linearization.Step<>(t.operation(), t.after()));
    }
    Collections.reverse(steps);
    return steps;
  }

  void close() {
    transitions.close();
    budget.giveBack(taken);
    taken = 0;
  }
}
