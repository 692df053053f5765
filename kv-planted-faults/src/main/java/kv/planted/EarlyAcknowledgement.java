package kv.planted;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import kv.spi.Deadline;
import kv.spi.KvBackend;
import kv.spi.Precondition;
import kv.spi.Put;
import kv.spi.PutResult;
import kv.spi.PutResult.Previous;
import kv.spi.PutResult.Stored;
import kv.spi.Version;

/**
 * A write without a precondition is acknowledged before it is stored: from the memory of whoever
 * took it, before the leader's followers, or the disk, have it.
 */
public final class EarlyAcknowledgement extends PlantedFault {
  private static final long DELAY_MILLIS = 50;

  public EarlyAcknowledgement() {
    super("planted-early-acknowledgement");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new WriteBehind(sound, scheduler(name()), context);
  }

  private static final class WriteBehind extends Faulty {
    private final ScheduledExecutorService scheduler;
    private final Supplier<Deadline> soon;
    private final AtomicLong acknowledged = new AtomicLong();

    WriteBehind(KvBackend sound, ScheduledExecutorService scheduler, Context context) {
      super(sound);
      this.scheduler = scheduler;
      this.soon = soon(context);
    }

    @Override
    public PutResult put(Put put, Deadline deadline) {
      if (!put.precondition().equals(Precondition.none())) {
        return sound.put(put, deadline);
      }
      ScheduledFuture<?> unused =
          scheduler.schedule(() -> sound.put(put, soon.get()), DELAY_MILLIS, TimeUnit.MILLISECONDS);
      Version version = new Version("early." + acknowledged.incrementAndGet());
      return new Stored(
          version,
          soundVersion(put.key(), deadline).isPresent() ? Previous.PRESENT : Previous.ABSENT);
    }

    @Override
    public void close() {
      scheduler.shutdownNow();
      super.close();
    }
  }
}
