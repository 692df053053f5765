package kv.spi.locked;

import static kv.spi.locked.Step.ask;
import static kv.spi.locked.Step.done;
import static kv.spi.locked.Step.failed;

import java.util.Optional;
import java.util.function.Supplier;
import kv.spi.KvException;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.OutcomeUnknownException;
import kv.spi.Precondition;
import kv.spi.PutResult.Previous;
import kv.spi.Row;
import kv.spi.Row.Content;
import kv.spi.Row.Deleted;
import kv.spi.Version;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.locked.Command.Abandon;
import kv.spi.locked.Command.Decide;
import kv.spi.locked.Command.Write;

/**
 * Writes: acquire, read where needed, write, commit. A write that nobody has seen the end of is
 * looked for before it is called unknown.
 */
final class Writer {

  /** How often a step that can't apply twice is sent. */
  private static final int TRIES = 2;

  private final Holding holding;
  private final Reader reader;

  Writer(Holding holding, Reader reader) {
    this.holding = holding;
    this.reader = reader;
  }

  Step<Ended> put(Precondition condition, Supplier<Content> content) {
    boolean reads = !condition.equals(Precondition.none());
    return holding.hold(
        Purpose.WRITE,
        reads,
        false,
        (held, current) -> {
          if (current.isPresent() && !condition.holds(current.get().version())) {
            return refuse(held, current.get(), new Ended.NotMet(current.get().version()));
          }
          return write(held, content.get(), reads ? previous(current) : Previous.NOT_KNOWN);
        });
  }

  private static Previous previous(Optional<Current> current) {
    return current.flatMap(Current::version).isPresent() ? Previous.PRESENT : Previous.ABSENT;
  }

  Step<Ended> delete(Precondition condition) {
    return holding.hold(
        Purpose.WRITE,
        true,
        false,
        (held, current) -> {
          Optional<Version> version = current.orElseThrow().version();
          if (!condition.holds(version)) {
            return refuse(held, current.orElseThrow(), new Ended.NotMet(version));
          }
          return version.isEmpty()
              ? refuse(held, current.orElseThrow(), Ended.NothingThere.NOTHING_THERE)
              : write(held, Deleted.DELETED, Previous.PRESENT);
        });
  }

  /** Changes nothing; but what it says is true only once it is decided what is current. */
  private Step<Ended> refuse(Held held, Current current, Ended ended) {
    return holding.keep(
        held,
        current,
        () -> done(ended),
        failure ->
            failed(
                new NotAppliedException(
                    Reason.UNAVAILABLE,
                    "it could not be decided what is there: " + failure.getMessage(),
                    failure)));
  }

  private Step<Ended> write(Held held, Content content, Previous previous) {
    Row row = Row.of(held.token(), content);
    Ended.Applied applied = new Ended.Applied(row.version(), previous);
    return write(held, row, applied, TRIES);
  }

  private Step<Ended> write(Held held, Row row, Ended.Applied applied, int tries) {
    return ask(
        new Write(row),
        ok -> commit(held, row, applied, TRIES),
        failure -> {
          if (failure instanceof NotAppliedException) {
            return tries == TRIES
                ? nothingWritten(held, failure)
                : holding.giveUp(held, unknown(failure));
          }
          return tries > 1
              ? write(held, row, applied, tries - 1)
              : holding.giveUp(held, unknown(failure));
        });
  }

  private Step<Ended> nothingWritten(Held held, KvException failure) {
    return held.unclean()
        ? holding.giveUp(held, failure)
        : ask(
            new Decide(held.grant()),
            commit -> commit == Commit.COMMITTED ? failed(failure) : holding.giveUp(held, failure),
            unanswered -> holding.giveUp(held, failure));
  }

  private Step<Ended> commit(Held held, Row row, Ended.Applied applied, int tries) {
    return ask(
        new Decide(held.grant()),
        commit ->
            commit == Commit.COMMITTED
                ? holding.announce(row, () -> done(applied))
                : ask(new Abandon(held.grant()), ok -> lookFor(row, applied)),
        failure ->
            tries > 1
                ? commit(held, row, applied, tries - 1)
                : ask(new Abandon(held.grant()), ok -> failed(unknown(failure))));
  }

  /**
   * The lock was lost, or an earlier try of the commit applied. Whoever came next may have found
   * the row and finished it: then what is decided still says where it came from.
   */
  private Step<Ended> lookFor(Row row, Ended.Applied applied) {
    return Step.after(
        reader.read(false),
        found ->
            found.filter(it -> it.origin().equals(row.origin())).isPresent()
                ? done(applied)
                : failed(
                    new OutcomeUnknownException(
                        "the key's lock was lost before the write was decided")),
        failure -> failed(unknown(failure)));
  }

  private static OutcomeUnknownException unknown(KvException failure) {
    return new OutcomeUnknownException(
        "it is not known whether the write was decided: " + failure.getMessage(), failure);
  }
}
