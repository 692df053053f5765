package kv.spi.locked;

import static kv.spi.locked.Step.ask;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import kv.spi.Token;
import kv.spi.lock.Grant;
import kv.spi.locked.Command.Epoch;
import kv.spi.locked.Command.Identity;
import kv.spi.locked.Command.StartNewLife;
import org.jspecify.annotations.Nullable;

/**
 * What a front end knows of the lives of the lock service: the last one it met, and its epoch.
 *
 * <p>A token is only made of a grant of a life whose epoch was known before the grant was asked
 * for. So the store met that life while it lasted, and gives every later one a higher epoch. Were
 * it asked afterwards, the life might be over and another one already have an epoch, a lower one.
 */
final class Lives {

  /** A life of the lock service that the store has met. */
  record Life(String identity, long epoch) {

    boolean gave(Grant grant) {
      return grant.identity().equals(identity);
    }

    Token token(Grant grant) {
      return new Token(epoch, grant.revision());
    }
  }

  private final AtomicReference<@Nullable Life> last = new AtomicReference<>();

  /** Goes on with the life that was met last, if need be the one that is now. */
  <R> Step<R> last(Function<Life, Step<R>> then) {
    Optional<Life> known = Optional.ofNullable(last.get());
    return known.isPresent()
        ? then.apply(known.get())
        : ask(new Identity(), identity -> meet(identity, then));
  }

  /** Goes on with the life known by {@code identity}, or with a new one if that is over. */
  <R> Step<R> meet(String identity, Function<Life, Step<R>> then) {
    Optional<Life> known =
        Optional.ofNullable(last.get()).filter(life -> life.identity().equals(identity));
    if (known.isPresent()) {
      return then.apply(known.get());
    }
    return ask(
        new Epoch(identity),
        epoch -> {
          if (epoch.isEmpty()) {
            return startNew(identity, then);
          }
          Life life = new Life(identity, epoch.getAsLong());
          last.set(life);
          return then.apply(life);
        });
  }

  /** Ends the life known by {@code identity} and goes on with the next. */
  <R> Step<R> startNew(String identity, Function<Life, Step<R>> then) {
    return ask(new StartNewLife(identity), ok -> ask(new Identity(), next -> meet(next, then)));
  }
}
