package kv.spi.locked;

import static kv.spi.locked.Step.ask;
import static kv.spi.locked.Step.failed;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Row;
import kv.spi.Row.Deleted;
import kv.spi.Row.Reading;
import kv.spi.Token;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.locked.Command.Abandon;
import kv.spi.locked.Command.Acquire;
import kv.spi.locked.Command.Decide;
import kv.spi.locked.Command.Mark;
import kv.spi.locked.Command.Read;
import kv.spi.locked.Command.Remove;
import kv.spi.locked.Command.Write;
import kv.spi.locked.Lives.Life;

/** What writers and those who finish others' writes do under a key's lock. */
final class Holding {

  /** How often a reading that can't be the last word is made again. */
  private static final int READINGS = 3;

  private final Lives lives;
  private final InstantSource clock;

  Holding(Lives lives, InstantSource clock) {
    this.lives = lives;
    this.clock = clock;
  }

  /**
   * Takes the lock and, if {@code reads} or the hand-over was unclean, reads what is current.
   *
   * @param values whether the value is wanted; it is read anyway if it must be written again
   */
  <R> Step<R> hold(
      Purpose purpose,
      boolean reads,
      boolean values,
      BiFunction<Held, Optional<Current>, Step<R>> then) {
    return lives.last(life -> hold(new Attempt<>(purpose, reads, values, then), life, 0));
  }

  private record Attempt<R>(
      Purpose purpose,
      boolean reads,
      boolean values,
      BiFunction<Held, Optional<Current>, Step<R>> then) {}

  /**
   * A row or mark at or above one's own token says that the lock was lost to somebody, or that the
   * lock service went back in time: one more grant tells, as it has a higher token in the first
   * case.
   *
   * @param overtaken how often that was met
   */
  private <R> Step<R> hold(Attempt<R> attempt, Life life, int overtaken) {
    return ask(
        new Acquire(attempt.purpose()),
        grant -> {
          if (!life.gave(grant)) {
            return ask(
                new Abandon(grant),
                ok -> lives.meet(grant.identity(), next -> hold(attempt, next, overtaken)));
          }
          Held held = new Held(grant, life.token(grant));
          if (!attempt.reads() && !held.unclean()) {
            return attempt.then().apply(held, Optional.empty());
          }
          Supplier<Step<R>> again =
              () ->
                  overtaken == 0
                      ? lives.last(next -> hold(attempt, next, 1))
                      : lives.startNew(life.identity(), next -> hold(attempt, next, 0));
          return read(attempt, held, attempt.values() || held.unclean(), READINGS, again);
        });
  }

  private <R> Step<R> read(
      Attempt<R> attempt, Held held, boolean values, int readings, Supplier<Step<R>> overtaken) {
    return ask(
        new Read(values),
        reading -> {
          if (isAtOrAbove(reading, held.token())) {
            return ask(new Abandon(held.grant()), ok -> overtaken.get());
          }
          if (Current.isStale(reading) && readings > 1) {
            return read(attempt, held, values, readings - 1, overtaken);
          }
          if (Current.isStale(reading) && reading.row().isPresent()) {
            return giveUp(held, unavailable("the store keeps reading an older row than its mark"));
          }
          Current current = Current.of(reading, held, clock.instant());
          return current.mustBeRepeated() && current.lacksValue()
              ? read(attempt, held, true, readings, overtaken)
              : attempt.then().apply(held, Optional.of(current));
        },
        failure -> giveUp(held, failure));
  }

  private static boolean isAtOrAbove(Reading reading, Token token) {
    return reading.mark().filter(mark -> mark.compareTo(token) >= 0).isPresent()
        || reading.row().filter(row -> row.token().compareTo(token) >= 0).isPresent();
  }

  /** Leaves it undecided and ends with {@code failure}. */
  <R> Step<R> giveUp(Held held, KvException failure) {
    return ask(new Abandon(held.grant()), ok -> failed(failure));
  }

  /**
   * Decides that {@code current} stays, if need be after it is written again, so that nothing else
   * can surface; then goes on.
   *
   * @param lost what else: it is not known what is current
   */
  <R> Step<R> keep(
      Held held, Current current, Supplier<Step<R>> kept, Function<KvException, Step<R>> lost) {
    if (!current.mustBeRepeated()) {
      return decide(held, kept, lost);
    }
    Row row = current.repeatedAt(held.token());
    return ask(
        new Write(row),
        ok -> decide(held, () -> announce(row, kept), lost),
        failure -> lose(held, lost, failure));
  }

  private <R> Step<R> decide(
      Held held, Supplier<Step<R>> kept, Function<KvException, Step<R>> lost) {
    return ask(
        new Decide(held.grant()),
        commit ->
            commit == Commit.COMMITTED
                ? kept.get()
                : lose(held, lost, unavailable("the key's lock was lost before it was decided")),
        failure -> lose(held, lost, failure));
  }

  private static <R> Step<R> lose(
      Held held, Function<KvException, Step<R>> lost, KvException failure) {
    return ask(new Abandon(held.grant()), ok -> lost.apply(failure));
  }

  /** Tells the store, soon, that {@code row} is committed. */
  <R> Step<R> announce(Row row, Supplier<Step<R>> then) {
    return ask(
        row.content() == Deleted.DELETED ? new Remove(row.token()) : new Mark(row.token()),
        ok -> then.get());
  }

  static NotAppliedException unavailable(String message) {
    return new NotAppliedException(Reason.UNAVAILABLE, message);
  }
}
