package kv.spi.locked;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;
import kv.spi.Precondition;
import kv.spi.Row;
import kv.spi.Row.Content;
import kv.spi.Version;
import kv.spi.locked.Command.Abandon;
import kv.spi.locked.Command.Acquire;
import kv.spi.locked.Command.Decide;
import kv.spi.locked.Command.Epoch;
import kv.spi.locked.Command.Identity;
import kv.spi.locked.Command.LookUp;
import kv.spi.locked.Command.Mark;
import kv.spi.locked.Command.Ok;
import kv.spi.locked.Command.Pause;
import kv.spi.locked.Command.Read;
import kv.spi.locked.Command.Remove;
import kv.spi.locked.Command.StartNewLife;
import kv.spi.locked.Command.Write;
import kv.spi.locked.RegisterWithConditions.Condition;
import kv.spi.locked.RegisterWithConditions.Input;
import kv.spi.locked.RegisterWithConditions.Kind;
import kv.spi.locked.SimulatedLockService.Given;
import kv.spi.locked.Step.Ask;
import kv.spi.locked.Step.Done;
import kv.spi.locked.Step.Failed;
import org.jspecify.annotations.Nullable;

/** A client of a front end: makes one call after another, and tells the history what it saw. */
final class Client {

  final World world;
  final FrontEnd frontEnd;
  private final Schedule schedule;
  private final SimulatedStore store;
  private final SimulatedLockService locks;
  private final History history;
  private final Falsifier falsifier;
  private final int process;

  private Input input = new Input(0, Kind.READ, Condition.NONE, 0, 0);
  private long call;
  private long deadline;
  private long lockWait;
  private boolean running;

  Client(Schedule schedule, FrontEnd frontEnd, int process) {
    this.schedule = schedule;
    this.world = schedule.world;
    this.frontEnd = frontEnd;
    this.store = schedule.store;
    this.locks = schedule.locks;
    this.history = schedule.history;
    this.falsifier = new Falsifier(world, store);
    this.process = process;
  }

  Input input() {
    return input;
  }

  boolean isRunning() {
    return running;
  }

  /** Calls with {@code input}, under the version that {@code expected} is known by. */
  void call(Input next, Optional<Version> expected, Optional<Duration> ttl) {
    input = next;
    call = history.moment();
    deadline = world.agenda.now() + world.between(World.LEASE, 8 * World.LEASE);
    lockWait = world.any(3) == 0 ? 0 : world.between(World.TIMEOUT / 2, 2 * World.LEASE);
    running = true;
    falsifier.start(next);
    world.note(() -> "%s: %s%s".formatted(this, next, expected.map(it -> " if " + it).orElse("")));
    Precondition condition =
        switch (next.condition()) {
          case NONE -> Precondition.none();
          case ABSENT -> Precondition.absent();
          case PRESENT -> Precondition.present();
          case EQUAL -> Precondition.versionIs(expected.orElseThrow());
        };
    if (next.kind() == Kind.READ) {
      go(frontEnd.reader().read(true));
    } else if (next.kind() == Kind.DELETE) {
      go(frontEnd.writer().delete(condition));
    } else {
      go(frontEnd.writer().put(condition, () -> content(ttl)));
    }
  }

  private Content content(Optional<Duration> ttl) {
    ttl.ifPresent(it -> history.mayExpire(process, input, call));
    return Values.content(input.value(), ttl.map(frontEnd.instant()::plus));
  }

  void answered(Call of, Object answer) {
    if (schedule.strikes(frontEnd, () -> answered(of, answer))) {
      return;
    }
    Object shown = falsifier.answer(of.ask.command(), answer);
    world.note(() -> "%s is told %s".formatted(this, shown));
    go(then(of.ask, shown));
  }

  @SuppressWarnings("unchecked") // each command is answered with what it asks for
  private static <A> Step<?> then(Ask<A, ?> ask, Object answer) {
    return ask.then().apply((A) answer);
  }

  void failed(Call of, KvException failure) {
    if (schedule.strikes(frontEnd, () -> failed(of, failure))) {
      return;
    }
    world.note(() -> "%s is told %s".formatted(this, failure));
    if (of.ask.command() instanceof Acquire) {
      locks.giveUp(input.key(), of);
    }
    go(of.ask.otherwise().apply(failure));
  }

  private void go(Step<?> first) {
    Step<?> step = first;
    while (step instanceof Ask<?, ?> ask && isUnawaited(ask.command())) {
      step = told(ask);
    }
    if (step instanceof Ask<?, ?> ask) {
      ask(ask);
    } else if (step instanceof Done<?> done) {
      end(done.result());
    } else {
      end(((Failed<?>) step).failure());
    }
  }

  private static boolean isUnawaited(Command<?> command) {
    return command instanceof Mark || command instanceof Remove || command instanceof Abandon;
  }

  private Step<?> told(Ask<?, ?> ask) {
    Command<?> command = ask.command();
    world.note(() -> "%s: %s".formatted(this, command));
    boolean swallowed = falsifier.isSwallowed(command);
    if (command instanceof Abandon abandon && !swallowed) {
      int key = input.key();
      Given given = (Given) abandon.grant();
      world.send(() -> locks.abandon(key, given));
      locks.stopRenewing(key, given);
    } else if (command instanceof Mark mark && !swallowed) {
      store.mark(input.key(), mark.token());
    } else if (command instanceof Remove remove && !swallowed) {
      store.remove(input.key(), remove.token());
    }
    return then(ask, Ok.OK);
  }

  private void ask(Ask<?, ?> ask) {
    Call sent = new Call(this, ask);
    Command<?> command = ask.command();
    world.note(() -> "%s: %s".formatted(this, command));
    long left = deadline - world.agenda.now();
    if (left <= 0 || world.happens(world.trouble().refused())) {
      world.agenda.in(1, () -> sent.fail(() -> unavailable("not sent")));
      return;
    }
    Object known = falsifier.knownAnswer(command);
    if (known != null) {
      world.agenda.in(1, () -> sent.answer(known));
      return;
    }
    if (command instanceof Pause pause) {
      world.agenda.in(Math.min(left, 1L << Math.min(pause.attempt(), 4)), () -> sent.answer(Ok.OK));
      return;
    }
    long wait = Math.min(left, World.TIMEOUT + send(sent, command, left));
    boolean mayApply = command instanceof Write || command instanceof Decide;
    world.agenda.in(
        wait,
        () ->
            sent.fail(
                mayApply
                    ? () -> new OutcomeUnknownException("no answer")
                    : () -> unavailable("no answer")));
  }

  private static NotAppliedException unavailable(String message) {
    return new NotAppliedException(Reason.UNAVAILABLE, message);
  }

  /** Sends the command, and tells how long it may have to wait before it is served. */
  private long send(Call sent, Command<?> command, long left) {
    int key = input.key();
    if (command instanceof Read read) {
      store.read(sent, key, read.values());
    } else if (command instanceof Write write) {
      write(sent, write.row());
    } else if (command instanceof Acquire acquire) {
      long wait =
          switch (acquire.purpose()) {
            case WRITE -> lockWait;
            case FINISH -> left;
          };
      world.send(() -> locks.acquire(sent, key, acquire.purpose(), wait));
      return wait;
    } else if (command instanceof Decide decide) {
      Given given = (Given) decide.grant();
      serve(sent, () -> locks.commit(key, given));
    } else if (command instanceof LookUp) {
      serve(sent, () -> locks.look(key));
    } else if (command instanceof Identity) {
      serve(sent, locks::identity);
    } else if (command instanceof Epoch epoch) {
      serve(sent, () -> store.epoch(epoch.identity()));
    } else if (command instanceof StartNewLife startNewLife) {
      serve(
          sent,
          () -> {
            locks.startNewLife(startNewLife.identity());
            return Ok.OK;
          });
    }
    return 0;
  }

  private void serve(Call sent, Supplier<Object> transaction) {
    world.send(
        () -> {
          Object answer = transaction.get();
          world.send(() -> sent.answer(answer));
        });
  }

  private void write(Call sent, Row row) {
    if (falsifier.isSwallowed(sent.ask.command())) {
      world.agenda.in(1, () -> sent.answer(Ok.OK));
      return;
    }
    if (row.token().equals(row.origin())) {
      history.writes(input.key(), row.version(), Values.of(row));
    }
    if (world.has(Fault.MARKED_BEFORE_THE_COMMIT)) {
      store.mark(input.key(), row.token());
    }
    if (!store.write(sent, input.key(), row) && world.any(2) == 0) {
      locks.cutOff(input.key());
    }
  }

  private void end(@Nullable Object result) {
    world.note(() -> "%s ends: %s".formatted(this, result));
    running = false;
    if (result instanceof Optional<?> found) {
      Optional<Row> row = found.map(it -> (Row) it).filter(it -> !Values.isDelete(it));
      row.ifPresent(it -> history.learn(input.key(), it.version(), Values.of(it)));
      history.completed(process, input, row.map(Values::of).orElse(Values.ABSENT), call);
    } else if (result instanceof Ended.Applied applied) {
      if (input.kind() == Kind.PUT) {
        history.learn(input.key(), applied.version(), input.value());
      }
      history.completed(process, input, RegisterWithConditions.APPLIED, call);
    } else if (result instanceof Ended.NotMet notMet) {
      history.completed(process, input, history.value(input.key(), notMet.current()), call);
    } else if (result == Ended.NothingThere.NOTHING_THERE) {
      history.completed(process, input, Values.ABSENT, call);
    } else if (result instanceof OutcomeUnknownException) {
      unknown();
    }
    schedule.goOn(this);
  }

  private void unknown() {
    if (input.kind() != Kind.READ && !world.has(Fault.UNKNOWN_TAKEN_FOR_NOT_APPLIED)) {
      history.indeterminate(process, input, call);
    }
  }

  /** Its front end died: nobody will ever tell it how its call ended. */
  void lost() {
    if (running) {
      running = false;
      unknown();
      schedule.goOn(this);
    }
  }

  @Override
  public String toString() {
    return "client %d at %s".formatted(process, frontEnd);
  }
}
