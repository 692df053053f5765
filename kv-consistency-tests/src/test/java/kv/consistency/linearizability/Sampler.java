package kv.consistency.linearizability;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import kv.consistency.model.Counter;
import kv.consistency.model.FencedLock;
import kv.consistency.model.KeyValue;
import kv.consistency.model.Keyed;
import kv.consistency.model.Mutex;
import kv.consistency.model.Queue;
import kv.consistency.model.Register;
import kv.consistency.model.Register.NilRead;
import kv.consistency.model.SetObject;

/**
 * Random operations on one model.
 *
 * @param name for messages
 * @param input some input
 * @param output some output of an input, in any state
 */
record Sampler<S, I, O>(
    String name,
    Model<S, I, O> model,
    Function<SplittableRandom, I> input,
    BiFunction<I, SplittableRandom, O> output) {

  @Override
  public String toString() {
    return name;
  }

  static List<Sampler<?, ?, ?>> all() {
    return List.of(
        register("register", NilRead.ABSENT, 3),
        register("register with silent nil reads", NilRead.ANY, 2),
        register("register with rarely repeated values", NilRead.ABSENT, 12),
        keyedRegister(),
        keyValue(),
        counter(),
        set(),
        queue(),
        mutex(),
        fencedLock());
  }

  static Sampler<?, Register.Input, Register.Output> register(
      String name, NilRead nilRead, int values) {
    return new Sampler<>(
        name,
        new Register(nilRead),
        random -> registerInput(values, random),
        (input, random) -> registerOutput(input, values, random));
  }

  private static Register.Input registerInput(int values, SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> new Register.Read();
      case 3, 4 -> new Register.Write(random.nextInt(values));
      case 5, 6 -> new Register.Cas(optional(values, random), random.nextInt(values));
      default -> new Register.Delete();
    };
  }

  private static Optional<Object> optional(int values, SplittableRandom random) {
    int value = random.nextInt(values + 1);
    return value == values ? Optional.empty() : Optional.of(value);
  }

  private static Register.Output registerOutput(
      Register.Input input, int values, SplittableRandom random) {
    if (input instanceof Register.Read) {
      return new Register.Value(optional(values, random));
    }
    boolean fails = !(input instanceof Register.Write) && random.nextInt(3) == 0;
    return fails ? new Register.PreconditionFailed() : new Register.Done();
  }

  private static Sampler<?, ?, ?> keyedRegister() {
    return new Sampler<>(
        "two registers",
        new Keyed<>(new Register(NilRead.ABSENT)),
        random -> new Keyed.Input<>(random.nextInt(2), registerInput(2, random)),
        (input, random) -> registerOutput(input.input(), 2, random));
  }

  private static Sampler<?, ?, ?> keyValue() {
    return new Sampler<>(
        "key-value",
        new KeyValue(),
        random -> {
          String key = random.nextInt(4) == 0 ? "y" : "x";
          String text = "" + (char) ('a' + random.nextInt(3));
          return switch (random.nextInt(4)) {
            case 0, 1 -> new KeyValue.Get(key);
            case 2 -> new KeyValue.Put(key, text);
            default -> new KeyValue.Append(key, text);
          };
        },
        (input, random) -> {
          if (!(input instanceof KeyValue.Get)) {
            return new KeyValue.Done();
          }
          return new KeyValue.Value(
              random
                  .ints(random.nextInt(3), 'a', 'd')
                  .mapToObj(Character::toString)
                  .collect(Collectors.joining()));
        });
  }

  private static Sampler<?, ?, ?> counter() {
    return new Sampler<>(
        "counter",
        new Counter(),
        random ->
            random.nextBoolean() ? new Counter.Read() : new Counter.Add(random.nextInt(-1, 3)),
        (input, random) ->
            input instanceof Counter.Add && random.nextBoolean()
                ? new Counter.Done()
                : new Counter.Value(random.nextInt(-1, 4)));
  }

  private static Sampler<?, ?, ?> set() {
    return new Sampler<>(
        "set",
        new SetObject(),
        random ->
            switch (random.nextInt(5)) {
              case 0, 1 -> new SetObject.Read();
              case 2, 3 -> new SetObject.Add(random.nextInt(3));
              default -> new SetObject.Remove(random.nextInt(3));
            },
        (input, random) ->
            input instanceof SetObject.Read
                ? new SetObject.Elements(
                    random
                        .ints(random.nextInt(3), 0, 3)
                        .boxed()
                        .collect(Collectors.toUnmodifiableSet()))
                : new SetObject.Done());
  }

  private static Sampler<?, ?, ?> queue() {
    return new Sampler<>(
        "queue",
        new Queue(),
        random -> random.nextBoolean() ? new Queue.Enqueue(random.nextInt(3)) : new Queue.Dequeue(),
        (input, random) ->
            input instanceof Queue.Enqueue
                ? new Queue.Done()
                : new Queue.Dequeued(optional(3, random)));
  }

  private static Sampler<?, ?, ?> mutex() {
    return new Sampler<>(
        "mutex",
        new Mutex(),
        random -> random.nextBoolean() ? Mutex.Input.ACQUIRE : Mutex.Input.RELEASE,
        (input, random) -> random.nextInt(4) == 0 ? Mutex.Output.REFUSED : Mutex.Output.DONE);
  }

  private static Sampler<?, ?, ?> fencedLock() {
    return new Sampler<>(
        "fenced lock",
        new FencedLock(),
        random ->
            random.nextInt(3) == 0
                ? new FencedLock.Release(random.nextInt(6))
                : new FencedLock.Acquire(),
        (input, random) ->
            input instanceof FencedLock.Acquire
                ? new FencedLock.Granted(random.nextInt(6))
                : new FencedLock.Done());
  }

  /** A lossy register: a write may vanish although it is acknowledged. */
  static Sampler<?, ?, ?> nondeterministic() {
    Model<Set<Integer>, Integer, Integer> model =
        new PowerSetModel<>() {
          @Override
          protected Set<Integer> possibleInitial() {
            return Set.of(0, 1);
          }

          @Override
          protected Set<Integer> possibleSteps(
              Integer state, Integer input, @org.jspecify.annotations.Nullable Integer output) {
            if (input >= 0) {
              return state.equals(input) ? Set.of(state) : Set.of(state, input);
            }
            return output == null || output.equals(state) ? Set.of(state) : Set.of();
          }
        };
    return new Sampler<>(
        "lossy register",
        model,
        random -> random.nextInt(-3, 4),
        (input, random) -> random.nextInt(4));
  }
}
