package kv.planted;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import kv.backend.memory.MemoryBackendProvider;
import kv.spi.Deadline;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider;
import kv.spi.Setting;

/** The memory backend, with a fault planted in it. */
abstract class PlantedFault implements KvBackendProvider {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String name;
  private final KvBackendProvider memory = new MemoryBackendProvider();

  PlantedFault(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Setting<?>> settings() {
    return memory.settings();
  }

  @Override
  public final KvBackend open(Context context) {
    return plantedIn(memory.open(context), context);
  }

  /**
   * The fault.
   *
   * @param sound closed with it
   */
  abstract KvBackend plantedIn(KvBackend sound, Context context);

  /** Deadlines of what is done late. */
  static Supplier<Deadline> soon(Context context) {
    return () -> Deadline.in(PATIENCE, context.nanoTime());
  }

  /** For what is done late; one thread, so in order. */
  static ScheduledExecutorService scheduler(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
