package kv.planted;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.PutResult.Stored;
import kv.spi.Version;

/**
 * The last write wins, by wall clocks that differ: a write whose clock is behind is acknowledged
 * and dropped.
 */
public final class ClockTimestamps extends PlantedFault {
  private static final long SEED = 1;
  private static final int SKEW_MILLIS = 50;

  public ClockTimestamps() {
    super("planted-clock-timestamps");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new LastWriteWins(sound, context.clock(), new Random(SEED));
  }

  private static final class LastWriteWins extends Faulty {
    private final InstantSource clock;
    private final RandomGenerator skew;
    private final Map<Key, Long> stamps = new HashMap<>();
    private long dropped;

    LastWriteWins(KvBackend sound, InstantSource clock, RandomGenerator skew) {
      super(sound);
      this.clock = clock;
      this.skew = skew;
    }

    /** Whether a write that begins now comes after all before it, by the clocks. */
    private boolean wins(Key key) {
      long stamp = clock.millis() + skew.nextInt(-SKEW_MILLIS, SKEW_MILLIS + 1);
      return stamps.merge(key, stamp, Math::max) == stamp;
    }

    @Override
    public synchronized PutResult put(Put put, Deadline deadline) {
      Optional<Version> current = soundVersion(put.key(), deadline);
      if (!put.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      return wins(put.key())
          ? sound.put(put, deadline)
          : new Stored(
              new Version("dropped." + ++dropped),
              current.isPresent() ? Previous.PRESENT : Previous.ABSENT);
    }

    @Override
    public synchronized DeleteResult delete(Delete delete, Deadline deadline) {
      Optional<Version> current = soundVersion(delete.key(), deadline);
      if (!delete.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      return current.isEmpty() || wins(delete.key())
          ? sound.delete(delete, deadline)
          : DeleteResult.Deleted.DELETED;
    }
  }
}
