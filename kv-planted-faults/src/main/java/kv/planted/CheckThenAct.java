package kv.planted;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import kv.spi.Deadline;
import kv.spi.Delete;
import kv.spi.DeleteResult;
import kv.spi.KvBackend;
import kv.spi.Precondition;
import kv.spi.PreconditionFailed;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.Version;

/**
 * A precondition is checked, and then the write is done whatever has come in between: a compare and
 * set made of a read and a write, which loses updates.
 */
public final class CheckThenAct extends PlantedFault {
  private static final long WINDOW = Duration.ofMillis(5).toNanos();

  public CheckThenAct() {
    super("planted-check-then-act");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new TwoSteps(sound);
  }

  private static final class TwoSteps extends Faulty {
    TwoSteps(KvBackend sound) {
      super(sound);
    }

    @Override
    public PutResult put(Put put, Deadline deadline) {
      if (put.precondition().equals(Precondition.none())) {
        return sound.put(put, deadline);
      }
      Optional<Version> current = soundVersion(put.key(), deadline);
      if (!put.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      LockSupport.parkNanos(WINDOW);
      return sound.put(put.when(Precondition.none()), deadline);
    }

    @Override
    public DeleteResult delete(Delete delete, Deadline deadline) {
      if (delete.precondition().equals(Precondition.none())) {
        return sound.delete(delete, deadline);
      }
      Optional<Version> current = soundVersion(delete.key(), deadline);
      if (!delete.precondition().holds(current)) {
        return new PreconditionFailed(current);
      }
      LockSupport.parkNanos(WINDOW);
      return sound.delete(Delete.of(delete.key()), deadline);
    }
  }
}
