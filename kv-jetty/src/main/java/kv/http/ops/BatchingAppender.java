package kv.http.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes lines in batches, from a thread that looks for them at an interval instead of being woken
 * by each: waking it and one system call a line cost a request more than all the rest of the front
 * end. A logging thread waits only while the queue is full. No line is lost but by a kill.
 */
final class BatchingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final int QUEUE = 8192;
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private final ArrayBlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Encoder<ILoggingEvent> encoder;
  private final OutputStream out;
  private final Thread writer = new Thread(this::run, "kv-access-log");

  BatchingAppender(Encoder<ILoggingEvent> encoder, OutputStream out) {
    this.encoder = encoder;
    this.out = out;
  }

  @Override
  public void start() {
    super.start();
    writer.setDaemon(true);
    writer.start();
  }

  /** Returns once all that was logged is written. */
  @Override
  public void stop() {
    super.stop();
    LockSupport.unpark(writer);
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    try {
      queue.put(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<ILoggingEvent> batch = new ArrayList<>();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    while (isStarted() || !queue.isEmpty()) {
      if (queue.drainTo(batch) == 0) {
        LockSupport.parkNanos(this, INTERVAL.toNanos());
        continue;
      }
      batch.forEach(event -> lines.writeBytes(encoder.encode(event)));
      batch.clear();
      write(lines);
    }
  }

  private void write(ByteArrayOutputStream lines) {
    try {
      lines.writeTo(out);
      out.flush();
    } catch (IOException e) {
      addError("can't write the access log", e);
    }
    lines.reset();
  }
}
