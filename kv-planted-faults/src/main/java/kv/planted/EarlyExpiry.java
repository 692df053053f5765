package kv.planted;

import java.time.Duration;
import java.util.Optional;
import kv.spi.Deadline;
import kv.spi.KvBackend;
import kv.spi.Put;
import kv.spi.PutResult;

/**
 * Entries are gone before their time to live is over: the clock of whoever expires them is ahead,
 * or it counts in units that are too coarse.
 */
public final class EarlyExpiry extends PlantedFault {

  public EarlyExpiry() {
    super("planted-early-expiry");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new Hasty(sound);
  }

  private static final class Hasty extends Faulty {
    Hasty(KvBackend sound) {
      super(sound);
    }

    @Override
    public PutResult put(Put put, Deadline deadline) {
      Optional<Duration> shorter =
          put.ttl().map(ttl -> ttl.minus(ttl.multipliedBy(2).dividedBy(5)));
      return sound.put(new Put(put.key(), put.value(), put.precondition(), shorter), deadline);
    }
  }
}
