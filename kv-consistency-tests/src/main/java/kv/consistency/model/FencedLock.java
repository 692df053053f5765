package kv.consistency.model;

import kv.consistency.linearizability.Hints;
import kv.consistency.linearizability.Model;
import org.jspecify.annotations.Nullable;

/**
 * A lock with leases, whose every grant carries a token: a holder may lose it unawares, so grants
 * may follow each other without a release, but each token must be above all before. The state is
 * the highest token granted.
 */
public final class FencedLock
    implements Model<Long, FencedLock.Input, FencedLock.Output>,
        Hints<Long, FencedLock.Input, FencedLock.Output> {

  /** What can be asked of the lock, or of what it guards. */
  public sealed interface Input {}

  public record Acquire() implements Input {}

  /** Gives the lock back; possible even if it was lost before. */
  public record Release(long token) implements Input {}

  /** What the lock answers. */
  public sealed interface Output {}

  /** The acquire was granted under this token. */
  public record Granted(long token) implements Output {}

  /** The release is done. */
  public record Done() implements Output {}

  @Override
  public Long initial() {
    return Long.MIN_VALUE;
  }

  /** An acquire of unknown outcome may have been granted any higher token: it rules nothing out. */
  @Override
  public @Nullable Long step(Long highest, Input input, @Nullable Output output) {
    if (output instanceof Granted granted) {
      return granted.token() > highest ? Long.valueOf(granted.token()) : null;
    }
    return highest;
  }

  @Override
  public boolean observes(Input input, @Nullable Output output) {
    return !(output instanceof Granted);
  }
}
