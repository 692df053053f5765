package kv.spi.locked;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.spi.Version;
import kv.spi.locked.History.Known;
import kv.spi.locked.RegisterWithConditions.Condition;
import kv.spi.locked.RegisterWithConditions.Input;
import kv.spi.locked.RegisterWithConditions.Kind;

/**
 * One run of a few front ends, made of nothing but its seed: two to four clients make one to three
 * calls each on one or two keys while things go wrong; then all is well again and every key is
 * read, so that what was lost or comes up late is seen.
 */
final class Schedule {

  /** Events after which it is said not to end; the longest ones have some thousands. */
  private static final int ENDLESS = 100_000;

  private static final int SPAN = 3 * World.LEASE;

  final World world;
  final SimulatedStore store;
  final SimulatedLockService locks;
  final History history;
  private final int keys;
  private final List<FrontEnd> frontEnds = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final int[] callsLeft;
  private int lastValue;

  private Schedule(long seed, Fault fault, boolean traced) {
    world = new World(seed, fault, traced);
    keys = world.any(4) == 0 ? 2 : 1;
    store = new SimulatedStore(world, keys);
    locks = new SimulatedLockService(world, keys);
    history = new History(keys);
    int servers = world.between(2, 4);
    for (int i = 0; i < servers; i++) {
      frontEnds.add(new FrontEnd(world, locks, i, world.any(2 * World.TIMEOUT)));
    }
    int processes = world.between(2, 4);
    callsLeft = new int[processes];
    for (int process = 0; process < processes; process++) {
      clients.add(new Client(this, frontEnds.get(process % servers), process));
      callsLeft[process] = world.between(1, 3);
    }
  }

  /** What came of it. */
  record Outcome(History history, List<String> trace) {}

  static Outcome run(long seed, Fault fault, boolean traced) {
    Schedule schedule = new Schedule(seed, fault, traced);
    schedule.run();
    return new Outcome(schedule.history, schedule.world.trace);
  }

  private void run() {
    clients.forEach(this::goOn);
    for (int i = 0; i < world.trouble().lives(); i++) {
      world.agenda.in(world.any(SPAN), this::endLife);
    }
    for (int i = 0; i < world.trouble().storeLocks(); i++) {
      int from = world.any(SPAN);
      world.agenda.in(from, () -> locks.lockStore(true));
      world.agenda.in(from + world.any(SPAN), () -> locks.lockStore(false));
    }
    runAll();
    world.note(() -> "all is well again");
    world.heal();
    for (int key = 0; key < keys; key++) {
      readAtLast(key);
      if (locks.leftAnIntent(key)) {
        history.breaks("key %d: the last grant is committed, its intent is there".formatted(key));
      }
    }
  }

  /** Another life of the lock service: with nothing of the one before, or with all of it. */
  private void endLife() {
    if (world.any(2) == 0) {
      locks.rebuild();
    } else {
      locks.startNewLife(locks.identity());
    }
  }

  private void runAll() {
    while (world.agenda.runNext()) {
      if (world.agenda.sequence() > ENDLESS) {
        history.breaks("it does not end");
        return;
      }
    }
  }

  private void readAtLast(int key) {
    Client reader = new Client(this, frontEnds.get(0), clients.size() + key);
    int before = history.operations().size();
    reader.call(
        new Input(key, Kind.READ, Condition.NONE, Values.ABSENT, Values.ABSENT),
        Optional.empty(),
        Optional.empty());
    runAll();
    if (history.operations().size() == before) {
      history.breaks("key %d can't be read, though all is well".formatted(key));
    }
  }

  /** Lets {@code client} make its next call, if there is one. */
  void goOn(Client client) {
    int process = clients.indexOf(client);
    if (process < 0 || callsLeft[process]-- <= 0) {
      return;
    }
    int pause = world.any(5) == 0 ? world.any(World.LATEST) : world.any(World.TIMEOUT / 4);
    world.agenda.in(pause, () -> call(client));
  }

  private void call(Client client) {
    int key = world.any(keys);
    List<Known> known = history.known(key);
    Kind kind = kind();
    Condition condition = kind == Kind.READ ? Condition.NONE : condition(kind);
    Optional<Version> version = Optional.empty();
    int expected = Values.ABSENT;
    if (condition == Condition.EQUAL) {
      if (known.isEmpty()) {
        condition = Condition.ABSENT;
      } else {
        int last = known.size() - 1;
        Known chosen = known.get(world.any(3) == 0 ? world.any(last + 1) : last);
        version = Optional.of(chosen.version());
        expected = chosen.value();
      }
    }
    int value = kind == Kind.PUT ? ++lastValue : Values.ABSENT;
    Optional<Duration> ttl =
        kind == Kind.PUT && world.any(12) == 0
            ? Optional.of(Duration.ofMillis(world.between(World.TIMEOUT, SPAN)))
            : Optional.empty();
    client.call(new Input(key, kind, condition, expected, value), version, ttl);
  }

  private Kind kind() {
    int dice = world.any(10);
    return dice < 4 ? Kind.READ : dice < 8 ? Kind.PUT : Kind.DELETE;
  }

  private Condition condition(Kind kind) {
    int dice = world.any(10);
    if (kind == Kind.DELETE) {
      return dice < 7 ? Condition.NONE : Condition.EQUAL;
    }
    return dice < 3
        ? Condition.NONE
        : dice < 8 ? Condition.EQUAL : dice < 9 ? Condition.ABSENT : Condition.PRESENT;
  }

  /** Maybe the front end stands still, and does {@code next} when it goes on, or dies. */
  boolean strikes(FrontEnd frontEnd, Runnable next) {
    if (world.happens(world.trouble().paused())) {
      frontEnd.pause();
      int incarnation = frontEnd.incarnation();
      world.agenda.at(
          frontEnd.pausedUntil(),
          () -> {
            if (frontEnd.incarnation() == incarnation) {
              next.run();
            }
          });
      return true;
    }
    if (world.happens(world.trouble().crashed())) {
      frontEnd.crash();
      for (Client client : clients) {
        if (client.frontEnd == frontEnd) {
          client.lost();
        }
      }
      return true;
    }
    return false;
  }
}
