package kv.consistency.transactions.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.Value;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions of a {@link TransactionGenerator} against a database in memory, one random step
 * of a random client at a time, and tells what the clients saw. The same for the same seed.
 */
public final class Simulation {
  private static final long NANOS_A_STEP = 1_000;

  private final SimulationSettings settings;
  private final Consumer<Event> history;
  private final TransactionGenerator generator;
  private final VersionedStore store;
  private final SplittableRandom random;
  private final List<Client> clients = new ArrayList<>();
  private final List<SimulatedTransaction> abandoned = new ArrayList<>();
  private int invoked;
  private int nextProcess;
  private long index;
  private long steps;

  private static final class Client {
    private int process;
    private @Nullable SimulatedTransaction running;
    private SimulatedTransaction.@Nullable Progress ended;
  }

  private Simulation(SimulationSettings settings, Consumer<Event> history) {
    this.settings = settings;
    this.history = history;
    this.generator = new TransactionGenerator(settings.shape(), settings.seed());
    this.store = new VersionedStore(settings.workload());
    this.random = new SplittableRandom(~settings.seed());
    for (int i = 0; i < settings.clients(); i++) {
      Client client = new Client();
      client.process = nextProcess++;
      clients.add(client);
    }
  }

  /** Runs to the end, giving {@code history} each event in order. */
  public static void run(SimulationSettings settings, Consumer<Event> history) {
    new Simulation(settings, history).run();
  }

  /** All events of a run. */
  public static List<Event> run(SimulationSettings settings) {
    List<Event> events = new ArrayList<>();
    run(settings, events::add);
    return events;
  }

  private void run() {
    boolean busy = true;
    while (invoked < settings.transactions() || busy) {
      steps++;
      if (!abandoned.isEmpty() && random.nextInt(clients.size() + 1) == 0) {
        advanceAbandoned();
        continue;
      }
      step(clients.get(random.nextInt(clients.size())));
      busy = clients.stream().anyMatch(client -> client.running != null);
    }
  }

  private void advanceAbandoned() {
    int which = random.nextInt(abandoned.size());
    SimulatedTransaction transaction = abandoned.get(which);
    SimulatedTransaction.Progress progress = transaction.step();
    if (progress == SimulatedTransaction.Progress.ABORTED) {
      transaction.rollBack();
    }
    if (progress != SimulatedTransaction.Progress.RUNNING) {
      abandoned.remove(which);
    }
  }

  private void step(Client client) {
    SimulatedTransaction running = client.running;
    if (running == null) {
      if (invoked < settings.transactions()) {
        invoke(client);
      }
    } else if (client.ended != null) {
      boolean ok =
          client.ended == SimulatedTransaction.Progress.COMMITTED && !running.isReportedAsFailed();
      tell(
          client, ok ? EventType.OK : EventType.FAIL, ok ? running.result() : running.invocation());
      client.running = null;
      client.ended = null;
    } else if (random.nextDouble() < settings.unknownRate()) {
      tell(client, EventType.INFO, running.invocation());
      abandoned.add(running);
      client.running = null;
      client.process = nextProcess++;
    } else {
      SimulatedTransaction.Progress progress = running.step();
      if (progress == SimulatedTransaction.Progress.ABORTED) {
        running.rollBack();
      }
      client.ended = progress == SimulatedTransaction.Progress.RUNNING ? null : progress;
    }
  }

  private void invoke(Client client) {
    SimulatedTransaction transaction =
        new SimulatedTransaction(settings, store, random, invoked++, generator.next());
    client.running = transaction;
    tell(client, EventType.INVOKE, transaction.invocation());
  }

  private void tell(Client client, EventType type, Value value) {
    history.accept(
        new Event(index++, steps * NANOS_A_STEP, client.process, type, "txn", null, value, null));
  }
}
