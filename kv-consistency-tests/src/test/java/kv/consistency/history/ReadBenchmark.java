package kv.consistency.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes and reads a history of many events in both formats, and prints events a second and the
 * heap that the JVM could use. Not a test; {@code docs/histories.md} tells how to run it.
 */
public final class ReadBenchmark {
  private static final int PROCESSES = 100;
  private static final int ROUNDS = 3;

  private ReadBenchmark() {}

  /**
   * Runs it.
   *
   * @param args the number of events
   */
  public static void main(String[] args) throws IOException {
    int events = Integer.parseInt(args[0]);
    System.out.printf(
        Locale.ROOT, "%,d events, heap %,d MiB%n", events, Runtime.getRuntime().maxMemory() >> 20);
    for (HistoryFormat format : HistoryFormat.values()) {
      Path file = Files.createTempFile("history", "." + format.name().toLowerCase(Locale.ROOT));
      try {
        write(format, file, events);
        for (int round = 0; round < ROUNDS; round++) {
          read(format, file, events);
        }
      } finally {
        Files.delete(file);
      }
    }
  }

  private static void write(HistoryFormat format, Path file, int events) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    boolean[] open = new boolean[PROCESSES];
    long start = System.nanoTime();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        HistoryWriter writer = format.writer(out)) {
      for (int i = 0; i < events; i++) {
        int process = random.nextInt(PROCESSES);
        EventType type = open[process] ? EventType.OK : EventType.INVOKE;
        open[process] = !open[process];
        Value key = Value.of("k" + process % 10);
        Value value = process % 2 == 0 ? Value.of(i) : Value.of(random.nextInt(1000));
        String f = process % 2 == 0 ? "write" : "read";
        writer.write(new Event(i, i * 80L, process, type, f, key, value, null));
      }
    }
    report(format, "written", Files.size(file), events, System.nanoTime() - start);
  }

  private static void read(HistoryFormat format, Path file, int events) throws IOException {
    long start = System.nanoTime();
    int count = 0;
    try (HistoryReader reader = format.reader(Files.newInputStream(file))) {
      while (reader.next() != null) {
        count++;
      }
    }
    if (count != events) {
      throw new IllegalStateException(count + " events read of " + events);
    }
    report(format, "read and validated", Files.size(file), events, System.nanoTime() - start);
  }

  private static void report(
      HistoryFormat format, String what, long bytes, int events, long nanos) {
    System.out.printf(
        Locale.ROOT,
        "%-5s %s: %,d MB in %.1f s, %,.0f events/s%n",
        format,
        what,
        bytes / 1_000_000,
        nanos / 1e9,
        events / (nanos / 1e9));
  }
}
