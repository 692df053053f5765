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
import kv.spi.PutResult.Stored;

/**
 * A write is now and then sent again after it seemed to time out, though it had been applied: a
 * driver that retries what is not idempotent, and undoes what came in between.
 */
public final class RepeatedWrite extends PlantedFault {
  private static final int ONE_OF = 10;
  private static final long DELAY_MILLIS = 100;

  public RepeatedWrite() {
    super("planted-repeated-write");
  }

  @Override
  KvBackend plantedIn(KvBackend sound, Context context) {
    return new Retrying(sound, scheduler(name()), context);
  }

  private static final class Retrying extends Faulty {
    private final ScheduledExecutorService scheduler;
    private final Supplier<Deadline> soon;
    private final AtomicLong stored = new AtomicLong();

    Retrying(KvBackend sound, ScheduledExecutorService scheduler, Context context) {
      super(sound);
      this.scheduler = scheduler;
      this.soon = soon(context);
    }

    @Override
    public PutResult put(Put put, Deadline deadline) {
      PutResult result = sound.put(put, deadline);
      if (result instanceof Stored && stored.incrementAndGet() % ONE_OF == 0) {
        Put again = put.when(Precondition.none());
        ScheduledFuture<?> unused =
            scheduler.schedule(
                () -> sound.put(again, soon.get()), DELAY_MILLIS, TimeUnit.MILLISECONDS);
      }
      return result;
    }

    @Override
    public void close() {
      scheduler.shutdownNow();
      super.close();
    }
  }
}
