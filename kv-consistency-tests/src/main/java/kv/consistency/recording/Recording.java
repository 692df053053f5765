package kv.consistency.recording;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import kv.consistency.history.Event;
import kv.consistency.history.EventType;
import kv.consistency.history.HistoryFormat;
import kv.consistency.history.HistoryWriter;
import kv.consistency.history.Value;
import org.jspecify.annotations.Nullable;

/**
 * A history that is being recorded, by many threads.
 *
 * <p>What makes it true: an operation is recorded as longer than it was, never as shorter. Its
 * invocation is stamped and appended before the call is sent, its completion after the answer is
 * read, both under one lock and by one monotonic clock, so that the order of the file is an order
 * of these moments. One operation is one attempt. A process whose operation ended as unknown never
 * acts again: its client goes on as another. The file is written as the run goes on, so that a
 * harness that is killed leaves a history that can be read, up to its last tenth of a second.
 */
public final class Recording implements Closeable {
  private static final long FLUSH_NANOS = Duration.ofMillis(100).toNanos();

  private final HistoryWriter writer;
  private final LongSupplier nanoTime;
  private final long start;
  private final Map<String, Counts> operations = new TreeMap<>();
  private final Thread flusher;
  private long index;
  private int processes;
  private boolean closed;
  private @Nullable IOException broken;

  /** How operations of a kind have ended so far. */
  public record Counts(long ok, long fail, long info) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(EventType type) {
      return switch (type) {
        case OK -> new Counts(ok + 1, fail, info);
        case FAIL -> new Counts(ok, fail + 1, info);
        case INFO -> new Counts(ok, fail, info + 1);
        case INVOKE -> this;
      };
    }

    public long all() {
      return ok + fail + info;
    }
  }

  private Recording(HistoryWriter writer, LongSupplier nanoTime) {
    this.writer = writer;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.flusher = new Thread(this::flushNowAndThen, "history");
    flusher.setDaemon(true);
  }

  /** A new history in {@code file}, as JSON Lines. */
  public static Recording to(Path file, LongSupplier nanoTime) throws IOException {
    HistoryWriter writer =
        HistoryFormat.JSONL.writer(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    Recording recording = new Recording(writer, nanoTime);
    recording.flusher.start();
    return recording;
  }

  /** Nanoseconds since the recording began. */
  public long time() {
    return nanoTime.getAsLong() - start;
  }

  /** A new process, which has done nothing. */
  synchronized int newProcess() {
    return processes++;
  }

  synchronized void append(
      int process,
      EventType type,
      String f,
      @Nullable Value key,
      Value value,
      @Nullable Value error) {
    write(new Event(index++, time(), process, type, f, key, value, error));
    operations.merge(f, Counts.NONE.plus(type), (old, one) -> old.plus(type));
  }

  /** An event of a fault, or of the run itself. */
  public synchronized void nemesis(String f, Map<String, Value> more) {
    Map<Value, Value> value = new LinkedHashMap<>();
    more.forEach((name, each) -> value.put(Value.of(name), each));
    write(
        new Event(
            index++,
            time(),
            Event.NEMESIS,
            EventType.INFO,
            f,
            null,
            new Value.Mapping(value),
            null));
  }

  private void write(Event event) {
    if (closed) {
      throw new IllegalStateException("the recording is closed");
    }
    try {
      writer.write(event);
    } catch (IOException e) {
      broken = e;
      throw new UncheckedIOException(e);
    }
  }

  /** By the kind of operation. */
  public synchronized Map<String, Counts> operations() {
    return Map.copyOf(operations);
  }

  /** The kinds that were invoked. */
  public synchronized List<String> functions() {
    return List.copyOf(operations.keySet());
  }

  private void flushNowAndThen() {
    try {
      while (flush()) {
        Thread.sleep(FLUSH_NANOS / 1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It is being closed.
    }
  }

  private synchronized boolean flush() {
    if (closed || broken != null) {
      return false;
    }
    try {
      writer.flush();
    } catch (IOException e) {
      broken = e;
    }
    return true;
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      flusher.interrupt();
      writer.close();
    }
    if (broken != null) {
      throw broken;
    }
  }
}
