package kv.spi.locked;

import java.util.Optional;
import kv.spi.Row;
import kv.spi.Row.Reading;
import kv.spi.Token;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.Look;
import kv.spi.lock.Look.State;
import kv.spi.locked.Command.Abandon;
import kv.spi.locked.Command.Acquire;
import kv.spi.locked.Command.Decide;
import kv.spi.locked.Command.LookUp;
import kv.spi.locked.Command.Mark;
import kv.spi.locked.Command.Read;
import kv.spi.locked.Command.Remove;
import kv.spi.locked.Command.Write;
import kv.spi.locked.RegisterWithConditions.Input;
import kv.spi.locked.RegisterWithConditions.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client's front end behave as if a piece of the protocol were left out of its code, by
 * what it is told and by what of its commands gets through.
 */
final class Falsifier {

  private final World world;
  private final SimulatedStore store;
  private Input input = new Input(0, Kind.READ, RegisterWithConditions.Condition.NONE, 0, 0);
  private boolean holds;
  private boolean lost;
  private boolean swallowed;
  private Reading last = Reading.NOTHING;
  private boolean readsNoMore;

  Falsifier(World world, SimulatedStore store) {
    this.world = world;
    this.store = store;
  }

  void start(Input next) {
    input = next;
    holds = false;
    lost = false;
    swallowed = false;
    readsNoMore = false;
  }

  /** The answer that the command gets without being sent. */
  @Nullable Object knownAnswer(Command<?> command) {
    if (command instanceof Decide) {
      holds = false;
    }
    if (command instanceof Read && readsNoMore) {
      readsNoMore = false;
      return last;
    }
    return null;
  }

  /** Whether the command is not sent, though the front end thinks so. */
  boolean isSwallowed(Command<?> command) {
    if (command instanceof Abandon) {
      holds = false;
      return lost && world.has(Fault.LOCK_KEPT_AFTER_A_LOST_COMMIT);
    }
    if (!world.has(Fault.NOTHING_REWRITTEN)) {
      return false;
    }
    if (command instanceof Write write) {
      swallowed = isRepetition(write.row());
      return swallowed;
    }
    return swallowed && (command instanceof Mark || command instanceof Remove);
  }

  private boolean isRepetition(Row row) {
    return !row.origin().equals(row.token())
        || (Values.isDelete(row) && input.kind() != Kind.DELETE);
  }

  /** What the front end is told instead of {@code answer}. */
  Object answer(Command<?> command, Object answer) {
    if (command instanceof Acquire) {
      holds = true;
    }
    lost = answer == Commit.LOST;
    if (lost && world.has(Fault.ACKNOWLEDGED_WITHOUT_THE_COMMITS_CHECK)) {
      return Commit.COMMITTED;
    }
    if (command instanceof LookUp && world.has(Fault.NO_SECOND_READ)) {
      readsNoMore = ((Look) answer).state() == State.DECIDED;
    }
    if (command instanceof Read) {
      last = (Reading) answer;
      return last.row().map(row -> seen(last, row)).orElse(last);
    }
    return answer;
  }

  private Reading seen(Reading reading, Row row) {
    boolean taken =
        switch (world.fault) {
          case PENDING_ROWS_RETURNED -> !holds;
          case HIGHER_MARK_TAKEN_FOR_COMMITTED -> Current.isStale(reading);
          case PENDING_ROWS_OF_OTHER_EPOCHS_RETURNED -> row.token().epoch() < store.lastEpoch();
          default -> false;
        };
    Optional<Token> mark = Optional.of(row.token());
    return taken ? new Reading(reading.row(), mark) : reading;
  }
}
