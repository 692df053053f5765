package kv.consistency.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final I input;
    private final @Nullable O output;
    private final int slot;
    private int kind;
    private boolean observes;

    private Member(I input, @Nullable O output, int slot) {
      this.input = input;
      this.output = output;
      this.slot = slot;
    }
  }

  /** Bits are never changed in place. */
  private record Configuration(int state, Bits linearized, Bits used) {}

  private record Key(int state, Bits linearized) {}

  private static final int BYTES_PER_CONFIGURATION = 250;
  private static final int STEPS_REMEMBERED = 1 << 14;

  private final Model<S, I, O> model;
  private final Budget budget;
  private Transitions<S, I, O> transitions;
  private final List<Member<I, O>> open = new ArrayList<>();
  private final List<Member<I, O>> indeterminate = new ArrayList<>();
  private final Bits.Allocator slots = new Bits.Allocator();
  private List<Configuration> configurations = new ArrayList<>();
  private long taken;

  Frontier(Model<S, I, O> model, Budget budget) throws Budget.Spent {
    this.model = model;
    this.budget = budget;
    this.transitions = new Transitions<>(model, budget);
    configurations.add(new Configuration(transitions.initial(), Bits.NONE, Bits.NONE));
  }

  Member<I, O> call(I input, O output) {
    Member<I, O> member = new Member<>(input, output, slots.take());
    classify(member);
    open.add(member);
    return member;
  }

  void callIndeterminate(I input) {
    Member<I, O> member = new Member<>(input, null, slots.take());
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
    List<Configuration> before = configurations;
    Map<Key, List<Bits>> seen = new HashMap<>();
    List<Configuration> after = new ArrayList<>();
    Deque<Configuration> work = new ArrayDeque<>(before);
    long count = 0;
    while (!work.isEmpty()) {
      if (++count % 256 == 0) {
        budget.spendTime();
      }
      Configuration next = observe(work.pop());
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

  private Configuration observe(Configuration configuration) throws Budget.Spent {
    Bits linearized = configuration.linearized();
    for (Member<I, O> member : open) {
      if (member.observes
          && !linearized.has(member.slot)
          && transitions.next(configuration.state(), member.kind) == configuration.state()) {
        linearized = linearized.with(member.slot);
      }
    }
    return new Configuration(configuration.state(), linearized, configuration.used());
  }

  private void extend(Configuration from, Deque<Configuration> work) throws Budget.Spent {
    for (Member<I, O> member : indeterminate) {
      if (!from.used().has(member.slot) && isFirstOfItsKind(member, from)) {
        int next = transitions.next(from.state(), member.kind);
        if (next != Transitions.ILLEGAL && next != from.state()) {
          work.push(new Configuration(next, from.linearized(), from.used().with(member.slot)));
        }
      }
    }
    for (Member<I, O> member : open) {
      if (!member.observes && !from.linearized().has(member.slot)) {
        int next = transitions.next(from.state(), member.kind);
        if (next != Transitions.ILLEGAL) {
          work.push(new Configuration(next, from.linearized().with(member.slot), from.used()));
        }
      }
    }
  }

  private boolean isFirstOfItsKind(Member<I, O> member, Configuration from) {
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

  private boolean isNew(Configuration configuration, Map<Key, List<Bits>> seen)
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
        c -> new Configuration(c.state(), c.linearized().without(returning.slot), c.used()));
  }

  /** Forgets what can't matter any more. */
  private void settle() throws Budget.Spent {
    for (Member<I, O> member : List.copyOf(indeterminate)) {
      if (configurations.stream().allMatch(c -> c.used().has(member.slot))) {
        indeterminate.remove(member);
        slots.free(member.slot);
        configurations.replaceAll(
            c -> new Configuration(c.state(), c.linearized(), c.used().without(member.slot)));
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
    List<Configuration> renumbered = new ArrayList<>();
    for (Configuration c : configurations) {
      int state = transitions.number(old.state(c.state()));
      renumbered.add(new Configuration(state, c.linearized(), c.used()));
    }
    configurations = renumbered;
    open.forEach(this::classify);
    indeterminate.forEach(this::classify);
    old.close();
  }

  /** The states that the partition may be in, some of them. */
  List<S> states(int limit) {
    return Arrays.stream(configurations.stream().mapToInt(Configuration::state).toArray())
        .distinct()
        .limit(limit)
        .mapToObj(transitions::state)
        .toList();
  }

  int size() {
    return configurations.size();
  }

  void close() {
    transitions.close();
    budget.giveBack(taken);
    taken = 0;
  }
}
