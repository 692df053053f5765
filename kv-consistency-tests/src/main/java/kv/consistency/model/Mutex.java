package kv.consistency.model;

import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/**
 * A lock without leases, free at first. It does not know who holds it; a lock whose holder may lose
 * it, by a lease that ran out, is a {@link FencedLock}.
 */
public final class Mutex
    implements Model<Boolean, Mutex.Input, Mutex.Output>,
        Hints<Boolean, Mutex.Input, Mutex.Output> {

  /** What can be asked of a lock. */
  public enum Input {
    ACQUIRE,
    RELEASE
  }

  /** What a lock answers. */
  public enum Output {
    DONE,
    /** An acquire found the lock taken, a release found it free; nothing changed. */
    REFUSED
  }

  @Override
  public Boolean initial() {
    return false;
  }

  @Override
  public @Nullable Boolean step(Boolean held, Input input, @Nullable Output output) {
    boolean possible = held == (input == Input.RELEASE);
    if (output == Output.REFUSED) {
      return possible ? null : held;
    }
    return possible ? Boolean.valueOf(!held) : null;
  }

  @Override
  public boolean observes(Input input, @Nullable Output output) {
    return output == Output.REFUSED;
  }
}
