package kv.planted;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.Entry;
import kv.spi.KvBackend;
import kv.spi.NotAppliedException;
import kv.spi.NotAppliedException.Reason;
import kv.spi.Precondition;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Stored;
import kv.spi.Value;

/**
 * A write is visible before it is decided, and now and then it is undone: reads of what a leader
 * has not committed, and a successor rolls back.
 */
public final class DirtyRead extends PlantedFault {
  private static final int ONE_OF = 10;
  private static final long WINDOW = Duration.ofMillis(5).toNanos();

  public DirtyRead() {
    super("planted-dirty-read");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new RollingBack(sound);
  }

  private static final class RollingBack extends Faulty {
    private final AtomicLong stored = new AtomicLong();

    RollingBack(KvBackend sound) {
      super(sound);
    }

    @Override
    public PutResult put(Put put, Deadline deadline) {
      Optional<Entry> before = sound.get(put.key(), deadline);
      PutResult result = sound.put(put, deadline);
      if (result instanceof Stored mine && stored.incrementAndGet() % ONE_OF == 0) {
        LockSupport.parkNanos(WINDOW);
        undo(put, mine, before, deadline);
        throw new NotAppliedException(Reason.UNAVAILABLE, "rolled back");
      }
      return result;
    }

    /** What was written since by somebody else stays. */
    private void undo(Put put, Stored mine, Optional<Entry> before, Deadline deadline) {
      Precondition still = Precondition.versionIs(mine.version());
      if (before.isPresent()) {
        Entry old = before.get();
        Value value = new Value(old.value(), old.metadata().mediaType());
        PutResult unused = sound.put(Put.of(put.key(), value).when(still), deadline);
      } else {
        DeleteResult unused = sound.delete(Delete.of(put.key()).when(still), deadline);
      }
    }
  }
}
