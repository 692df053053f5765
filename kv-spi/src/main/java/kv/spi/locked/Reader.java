package kv.spi.locked;

import static kv.spi.locked.Step.ask;
import static kv.spi.locked.Step.done;

import java.time.InstantSource;
import java.util.Optional;
import kv.spi.Row;
import kv.spi.Row.Reading;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look;
import kv.spi.locked.Command.LookUp;
import kv.spi.locked.Command.Pause;
import kv.spi.locked.Command.Read;
import kv.spi.locked.Lives.Life;

/**
 * Reads what is decided: in one round trip a row that is marked as committed, else after a look at
 * the lock service, else under the key's lock. It never returns what isn't decided.
 *
 * <p>On a key that is written all the time a reader might look for ever, so after a few attempts it
 * queues for the lock, which is fair.
 */
final class Reader {

  private static final int ATTEMPTS = 5;

  private final Lives lives;
  private final Holding holding;
  private final InstantSource clock;

  Reader(Lives lives, Holding holding, InstantSource clock) {
    this.lives = lives;
    this.holding = holding;
    this.clock = clock;
  }

  /**
   * The row that is decided and has not expired, or the marker of a delete; empty where there is
   * none.
   */
  Step<Optional<Row>> read(boolean values) {
    return read(values, 0);
  }

  private Step<Optional<Row>> read(boolean values, int attempt) {
    return ask(new Read(values), reading -> judge(reading, values, attempt));
  }

  /** As {@link #read}, where {@code reading} was made already. */
  Step<Optional<Row>> judge(Reading reading, boolean values) {
    return judge(reading, values, 0);
  }

  private Step<Optional<Row>> judge(Reading reading, boolean values, int attempt) {
    if (Current.isCommitted(reading)) {
      return decided(reading.row().orElseThrow(), values);
    }
    if (reading.equals(Reading.NOTHING)) {
      return done(Optional.empty());
    }
    if (attempt >= ATTEMPTS) {
      return finish(values);
    }
    if (Current.isStale(reading)) {
      return again(values, attempt);
    }
    Row row = reading.row().orElseThrow();
    return ask(
        new LookUp(),
        look -> lives.meet(look.identity(), life -> pending(row, look, life, values, attempt)));
  }

  private Step<Optional<Row>> again(boolean values, int attempt) {
    return ask(new Pause(attempt), ok -> read(values, attempt + 1));
  }

  private Step<Optional<Row>> pending(Row row, Look look, Life life, boolean values, int attempt) {
    if (row.token().epoch() < life.epoch()) {
      return finish(values);
    }
    if (row.token().epoch() > life.epoch()) {
      return again(values, attempt);
    }
    return switch (look.state()) {
      case ABANDONED -> finish(values);
      case HELD -> again(values, attempt);
      case DECIDED -> ask(new Read(values), second -> confirm(row, second, values, attempt));
    };
  }

  /** What was there before a look that found it all decided, and still is, is decided. */
  private Step<Optional<Row>> confirm(Row first, Reading second, boolean values, int attempt) {
    Optional<Row> row = second.row().filter(it -> it.token().equals(first.token()));
    return row.isPresent() && !Current.isStale(second)
        ? holding.announce(row.get(), () -> decided(row.get(), values))
        : judge(second, values, attempt + 1);
  }

  private Step<Optional<Row>> decided(Row row, boolean values) {
    return Current.hasExpired(row, clock.instant()) ? finish(values) : done(Optional.of(row));
  }

  /** Finishes under the key's lock what somebody left, or expires it. */
  private Step<Optional<Row>> finish(boolean values) {
    return holding.hold(
        Purpose.FINISH,
        true,
        values,
        (held, found) -> {
          Current current = found.orElseThrow();
          return holding.keep(
              held,
              current,
              () -> done(current.rowUnder(held.token())),
              failure -> again(values, 0));
        });
  }
}
