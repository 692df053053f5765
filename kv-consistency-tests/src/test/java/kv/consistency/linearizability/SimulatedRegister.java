package kv.consistency.linearizability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import kv.consistency.model.Register;
import org.jspecify.annotations.Nullable;

/**
 * A register service and its clients, one random step at a time: a client calls, its operation
 * takes effect, it returns. The history is linearizable unless a fault is planted.
 */
final class SimulatedRegister {

  /** What the service does wrong, now and then. */
  enum Fault {
    NONE,
    /** A read is answered by a replica that lags behind. */
    STALE_READ,
    /** A write is acknowledged and forgotten. */
    LOST_WRITE,
    /** For a while two halves serve their clients apart; then one half's writes are dropped. */
    SPLIT_BRAIN,
    /** A write is applied again, some time later. */
    DUPLICATE
  }

  /**
   * How the clients behave.
   *
   * @param values that are written at random; 0 for a new one each time
   * @param indeterminate per thousand operations
   * @param cas per hundred operations, half the others are reads
   */
  record Load(int operations, int clients, int values, int indeterminate, int cas) {}

  private static final Register.Done DONE = new Register.Done();
  private static final Register.Read READ = new Register.Read();

  private final Load load;
  private final Fault fault;
  private final SplittableRandom random;
  private final List<Operation<Register.Input, Register.Output>> history = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Integer> late = new ArrayList<>();
  private @Nullable Integer value;
  private @Nullable Integer previous;
  private @Nullable Integer otherHalf;
  private boolean split;
  private int nextProcess;
  private int nextValue;
  private long now;

  private SimulatedRegister(Load load, Fault fault, SplittableRandom random) {
    this.load = load;
    this.fault = fault;
    this.random = random;
  }

  static List<Operation<Register.Input, Register.Output>> run(
      Load load, Fault fault, SplittableRandom random) {
    return new SimulatedRegister(load, fault, random).run();
  }

  private final class Client {
    private int process = nextProcess++;
    private Register.Input input = READ;
    private Register.@Nullable Output output;
    private boolean called;
    private boolean done;
    private long call;

    private void step() {
      if (!called) {
        call = now;
        input = nextInput();
        called = true;
        done = false;
      } else if (random.nextInt(1000) < load.indeterminate() && !(input instanceof Register.Read)) {
        history.add(Operation.indeterminate(process, input, call));
        process = nextProcess++;
        called = false;
      } else if (!done) {
        output = takeEffect(input, process % 2 == 0);
        done = true;
      } else if (output != null) {
        history.add(Operation.completed(process, input, output, call, now));
        called = false;
      }
    }
  }

  private List<Operation<Register.Input, Register.Output>> run() {
    for (int c = 0; c < load.clients(); c++) {
      clients.add(new Client());
    }
    while (history.size() < load.operations()) {
      now++;
      clients.get(random.nextInt(load.clients())).step();
      misbehave();
    }
    for (Client client : clients) {
      if (client.called && !(client.input instanceof Register.Read)) {
        history.add(Operation.indeterminate(client.process, client.input, client.call));
      }
    }
    return List.copyOf(history);
  }

  private Register.Input nextInput() {
    if (random.nextInt(100) < load.cas()) {
      Integer expected = value;
      boolean blind = random.nextInt(4) == 0 && load.values() > 0;
      Optional<Object> guess =
          blind ? Optional.of(random.nextInt(load.values())) : Optional.ofNullable(expected);
      return new Register.Cas(guess, newValue());
    }
    return random.nextBoolean() ? READ : new Register.Write(newValue());
  }

  private Integer newValue() {
    return load.values() == 0 ? nextValue++ : random.nextInt(load.values());
  }

  private Register.Output takeEffect(Register.Input input, boolean here) {
    boolean faulty = random.nextInt(20) == 0;
    Integer seen = split && !here ? otherHalf : value;
    if (input instanceof Register.Read) {
      boolean stale = fault == Fault.STALE_READ && faulty;
      return new Register.Value(Optional.ofNullable(stale ? previous : seen));
    }
    if (input instanceof Register.Cas cas) {
      if (!cas.expected().equals(Optional.ofNullable(seen))) {
        return new Register.PreconditionFailed();
      }
      set((Integer) cas.value(), here);
    } else if (input instanceof Register.Write write) {
      if (fault == Fault.DUPLICATE && faulty) {
        late.add((Integer) write.value());
      }
      if (fault != Fault.LOST_WRITE || !faulty) {
        set((Integer) write.value(), here);
      }
    }
    return DONE;
  }

  private void set(Integer next, boolean here) {
    if (split && !here) {
      otherHalf = next;
    } else {
      previous = value;
      value = next;
    }
  }

  private void misbehave() {
    if (fault == Fault.DUPLICATE && !late.isEmpty() && random.nextInt(30) == 0) {
      set(late.remove(0), true);
    }
    if (fault == Fault.SPLIT_BRAIN && random.nextInt(60) == 0) {
      split = !split;
      otherHalf = value;
    }
  }

  /**
   * Whether some read missed a write for certain: it saw a value whose only write had returned
   * before another write was called, which had returned before the read was called.
   */
  static boolean hasStaleRead(List<Operation<Register.Input, Register.Output>> history) {
    for (Operation<Register.Input, Register.Output> read : history) {
      if (read.output() instanceof Register.Value seen && seen.value().isPresent()) {
        for (Operation<Register.Input, Register.Output> write : history) {
          if (seen.value().equals(written(write)) && isOverwritten(write, read, history)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isOverwritten(
      Operation<Register.Input, Register.Output> write,
      Operation<Register.Input, Register.Output> read,
      List<Operation<Register.Input, Register.Output>> history) {
    return history.stream()
        .anyMatch(
            other ->
                written(other).isPresent()
                    && write.ret() < other.call()
                    && other.ret() < read.call());
  }

  private static Optional<Object> written(Operation<Register.Input, Register.Output> operation) {
    if (operation.output() instanceof Register.PreconditionFailed) {
      return Optional.empty();
    }
    if (operation.input() instanceof Register.Write write) {
      return Optional.of(write.value());
    }
    return operation.input() instanceof Register.Cas cas
        ? Optional.of(cas.value())
        : Optional.empty();
  }
}
