package kv.backend.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import kv.spi.Bytes;
import kv.spi.Deadline;
import kv.spi.Key;
import kv.spi.KvBackend;
import kv.spi.KvBackendProvider.Context;
import kv.spi.Put;
import kv.spi.Settings;
import kv.spi.Value;

/**
 * What an entry costs in heap above its key and value: fills each structure with 1,000,000 entries
 * of 16-byte keys and 100-byte values, in a JVM of its own, and prints the difference of the heap
 * in use after full collections. docs/performance-memory.md has the command and what it printed.
 */
final class HeapBenchmark {

  private static final int ENTRIES = 1_000_000;
  private static final int KEY_SIZE = 16;
  private static final int VALUE_SIZE = 100;

  private static final byte[] MEDIA_TYPE = "application/octet-stream".getBytes(US_ASCII);

  private HeapBenchmark() {}

  /**
   * @param arguments none: runs all; else a structure, {@code random} or {@code sequential} keys,
   *     and the time to live as an ISO 8601 duration, or {@code forever}
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 3) {
      measure(arguments[0], arguments[1], arguments[2]);
      return;
    }
    System.out.println("structure keys       ttl      bytes per entry above key and value");
    for (String structure : List.of("trie", "hash", "cache")) {
      for (String keys : List.of("random", "sequential")) {
        for (String ttl : List.of("forever", "PT24H")) {
          runInOwnJvm(structure, keys, ttl);
        }
      }
    }
  }

  private static void runInOwnJvm(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xms3g", "-Xmx3g", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(HeapBenchmark.class.getName());
    command.addAll(List.of(arguments));
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("exit code " + exit + " of " + command);
    }
  }

  private static void measure(String structure, String keys, String ttl) {
    Map<String, String> settings =
        Map.of("kv.memory.structure", structure, "kv.memory.max-weight", "2 GiB");
    Context context =
        new Context(
            new Settings(name -> Optional.ofNullable(settings.get(name))),
            InstantSource.system(),
            System::nanoTime,
            1 << 20);
    try (KvBackend backend = new MemoryBackendProvider().open(context)) {
      Deadline deadline = Deadline.in(Duration.ofHours(1));
      Optional<Duration> timeToLive =
          ttl.equals("forever") ? Optional.empty() : Optional.of(Duration.parse(ttl));
      long before = usedHeap();
      SplittableRandom random = new SplittableRandom(42);
      for (long i = 0; i < ENTRIES; i++) {
        ByteBuffer key = ByteBuffer.allocate(KEY_SIZE);
        if (keys.equals("random")) {
          key.putLong(random.nextLong()).putLong(random.nextLong());
        } else {
          key.put("key-%012d".formatted(i).getBytes(US_ASCII));
        }
        Value value = new Value(Bytes.wrap(new byte[VALUE_SIZE]), mediaType());
        Put put = Put.of(new Key(Bytes.wrap(key.array())), value);
        backend.put(timeToLive.map(put::expiringAfter).orElse(put), deadline);
      }
      double perEntry = (double) (usedHeap() - before) / ENTRIES - KEY_SIZE - VALUE_SIZE;
      System.out.printf("%-9s %-10s %-8s %.1f%n", structure, keys, ttl, perEntry);
      if (backend.get(new Key(Bytes.utf8("key-of-nothing")), deadline).isPresent()) {
        throw new IllegalStateException("found what was not put");
      }
    }
  }

  /** A new string each time, as it comes from a request. */
  private static String mediaType() {
    return new String(MEDIA_TYPE, US_ASCII);
  }

  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      memory.gc();
      used = Math.min(used, memory.getHeapMemoryUsage().getUsed());
    }
    return used;
  }
}
