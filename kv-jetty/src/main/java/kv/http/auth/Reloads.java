package kv.http.auth;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kv.spi.Bytes;
import kv.spi.Settings;

/**
 * Looks at files and URLs at an interval, in threads of its own, so that what is read from them
 * follows them while the server runs. Whole contents are compared: times and sizes miss changes.
 */
public final class Reloads implements AutoCloseable {

  private static final int MAX_FILE_SIZE = 16 << 20;

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          2,
          task -> {
            Thread thread = new Thread(task, "kv-reload");
            thread.setDaemon(true);
            return thread;
          });
  private final Duration interval;
  private final MeterRegistry metrics;

  public Reloads(Settings settings, MeterRegistry metrics) {
    this.interval = settings.get(AuthSettings.RELOAD_INTERVAL);
    this.metrics = metrics;
  }

  /** Something of which contents are read. */
  @FunctionalInterface
  interface Source {
    List<Bytes> read() throws IOException;
  }

  /**
   * What some files hold, together.
   *
   * @param what they are, as log lines name them
   * @param parser throws {@link IllegalArgumentException}, with a message that quotes no content
   * @throws IllegalArgumentException if they can't be read now
   */
  public <T> Reloading<T> ofFiles(String what, List<Path> files, Function<List<Bytes>, T> parser) {
    Source source = () -> contents(files);
    return watched(Reloading.open(what, source, parser), interval);
  }

  /** What a source holds, and {@code atFirst} until it could be read. */
  <T> Reloading<T> of(
      String what, Source source, Function<List<Bytes>, T> parser, T atFirst, Duration every) {
    return watched(Reloading.open(what, source, parser, atFirst), every);
  }

  /** Looks once more, now. */
  Future<?> look(Reloading<?> reloading) {
    return timer.submit(reloading::look);
  }

  private <T> Reloading<T> watched(Reloading<T> reloading, Duration every) {
    Gauge.builder("kv.reload.failing", reloading, r -> r.isFailing() ? 1 : 0)
        .description("1 while what is configured can't be read and what was read before is in use")
        .tag("what", reloading.what())
        .register(metrics);
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            reloading::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    return reloading;
  }

  /** What the files hold now. */
  public static List<Bytes> contents(List<Path> files) throws IOException {
    List<Bytes> contents = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(MAX_FILE_SIZE + 1);
        if (content.length > MAX_FILE_SIZE) {
          throw new IOException(file + " has more than " + MAX_FILE_SIZE + " bytes");
        }
        contents.add(Bytes.wrap(content));
      }
    }
    return contents;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
