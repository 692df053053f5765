package kv.consistency.linearizability;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a run while it goes on, so that it can be stopped at the first violation.
 *
 * <p>Told of calls and completions as they happen, it decides whether what is known explains every
 * return so far. An operation whose outcome is open holds up the decision about what came after its
 * call, in its own partition; so a violation is found at the latest when the operations called
 * before it have ended. What is decided is forgotten: memory is needed for the operations that are
 * open, for the indeterminate ones that may still take effect, and for a state for each partition.
 * For a witness, check the recorded history with a {@link Checker}.
 *
 * <p>Not for several threads at once: the order of the calls of these methods is the order of
 * events.
 */
public final class OnlineChecker<S, I, O> {

  /**
   * The first return that nothing explains.
   *
   * @param states the states, up to a few, that the partition may have been in when it was called
   *     or after, with all that returned before explained
   */
  public record Violation<S, I, O>(Object partition, Operation<I, O> operation, List<S> states) {
    public Violation {
      states = List.copyOf(states);
    }
  }

  private enum Outcome {
    OPEN,
    OK,
    FAILED,
    UNKNOWN
  }

  private static final int STATES_SHOWN = 8;

  private final class Call {
    private final int process;
    private final I input;
    private final long time;
    private final Part part;
    private Outcome outcome = Outcome.OPEN;
    private @Nullable O output;
    private long ret;
    private Frontier.@Nullable Member<I, O> member;

    private Call(int process, I input, long time, Part part) {
      this.process = process;
      this.input = input;
      this.time = time;
      this.part = part;
    }
  }

  private record Event<C>(C call, boolean isReturn) {}

  /** One partition: events that are not decided yet, and what the decided ones left. */
  private final class Part {
    private final Object key;
    private final Deque<Event<Call>> events = new ArrayDeque<>();
    private @Nullable Frontier<S, I, O> frontier;
    private boolean givenUp;

    private Part(Object key) {
      this.key = key;
    }
  }

  private final Model<S, I, O> model;
  private final Budget budget;
  private final Map<Object, Part> parts = new HashMap<>();
  private final Map<Integer, Call> open = new HashMap<>();
  private final Set<Part> waiting = new HashSet<>();
  private long now = Long.MIN_VALUE;
  private @Nullable Violation<S, I, O> violation;
  private Verdict.@Nullable Reason unknown;

  /** Of the options, memory, cancellation and the clock count; the timeout is for the whole run. */
  public OnlineChecker(Model<S, I, O> model, CheckOptions options) {
    this.model = model;
    long start = options.nanoTime().getAsLong();
    this.budget = new Budget(options, start + options.timeout().toNanos(), options.memory());
  }

  /** The first violation, once there is one. */
  public Optional<Violation<S, I, O>> violation() {
    return Optional.ofNullable(violation);
  }

  /** Why some partition is not checked any more, if that is so. */
  public Optional<Verdict.Reason> unknown() {
    return Optional.ofNullable(unknown);
  }

  /**
   * A process calls an operation.
   *
   * @throws IllegalArgumentException if it has one open already, or if time runs backwards
   */
  public void invoke(int process, I input, long time) {
    passTime(time);
    Part part = parts.computeIfAbsent(model.partition(input), Part::new);
    Call call = new Call(process, input, time, part);
    if (open.putIfAbsent(process, call) != null) {
      throw new IllegalArgumentException("process " + process + " has an operation open");
    }
    Deque<Event<Call>> sameTime = new ArrayDeque<>();
    while (!part.events.isEmpty() && isReturnAt(part.events.getLast(), time)) {
      sameTime.push(part.events.removeLast());
    }
    part.events.addLast(new Event<>(call, false));
    part.events.addAll(sameTime);
  }

  private boolean isReturnAt(Event<Call> event, long time) {
    return event.isReturn() && event.call().ret == time;
  }

  /** The open operation of a process answered. */
  public void ok(int process, O output, long time) {
    passTime(time);
    Call call = close(process);
    call.outcome = Outcome.OK;
    call.output = output;
    call.ret = time;
    call.part.events.addLast(new Event<>(call, true));
    decide(call.part, false);
  }

  /** The open operation of a process certainly did not, and will not, take effect. */
  public void fail(int process, long time) {
    passTime(time);
    Call call = close(process);
    call.outcome = Outcome.FAILED;
    decide(call.part, false);
  }

  /** The open operation of a process may take effect at any later time, or not at all. */
  public void info(int process, long time) {
    passTime(time);
    Call call = close(process);
    call.outcome = Outcome.UNKNOWN;
    decide(call.part, false);
  }

  /** The run is over: operations still open are indeterminate, and all returns are decided. */
  public void finish() {
    open.values().forEach(call -> call.outcome = Outcome.UNKNOWN);
    open.clear();
    parts.values().forEach(part -> decide(part, true));
  }

  private Call close(int process) {
    Call call = open.remove(process);
    if (call == null) {
      throw new IllegalArgumentException("process " + process + " has no operation open");
    }
    return call;
  }

  private void passTime(long time) {
    if (time < now) {
      throw new IllegalArgumentException("time runs backwards, from " + now + " to " + time);
    }
    if (time > now) {
      now = time;
      List<Part> ready = List.copyOf(waiting);
      waiting.clear();
      ready.forEach(part -> decide(part, false));
    }
  }

  /** Decides what can be: not beyond a call that is open, nor returns of this very moment. */
  private void decide(Part part, boolean finished) {
    try {
      while (!part.events.isEmpty() && violation == null && !part.givenUp) {
        Event<Call> event = part.events.getFirst();
        if (event.isReturn() && event.call().ret == now && !finished) {
          waiting.add(part);
          return;
        }
        if (event.call().outcome == Outcome.OPEN) {
          return;
        }
        part.events.removeFirst();
        apply(part, event);
      }
    } catch (Budget.Spent spent) {
      unknown = unknown == null ? spent.reason : unknown;
      part.givenUp = true;
      if (part.frontier != null) {
        part.frontier.close();
      }
    }
    if (part.givenUp) {
      part.events.clear();
      part.frontier = null;
    }
  }

  private void apply(Part part, Event<Call> event) throws Budget.Spent {
    Frontier<S, I, O> frontier = part.frontier;
    if (frontier == null) {
      frontier = new Frontier<>(model, budget, false);
      part.frontier = frontier;
    }
    Call call = event.call();
    O output = call.output;
    Frontier.Member<I, O> member = call.member;
    if (event.isReturn() && member != null && output != null) {
      if (!frontier.complete(member)) {
        Operation<I, O> operation =
            Operation.completed(call.process, call.input, output, call.time, call.ret);
        violation = new Violation<>(part.key, operation, frontier.states(STATES_SHOWN));
      }
    } else if (output != null) {
      call.member = frontier.call(call.process, call.input, output);
    } else if (call.outcome == Outcome.UNKNOWN) {
      frontier.callIndeterminate(call.process, call.input);
    }
  }
}
