package kv.consistency.recording;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kv.consistency.client.Answer;
import kv.consistency.history.Value;

/** How many operations a second are recorded against a server that does nothing. */
final class RecordingBenchmark {
  private static final int CLIENTS = 8;
  private static final long NANOS = Duration.ofSeconds(10).toNanos();

  private RecordingBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    String answer = "HTTP/1.1 204 No Content\r\nETag: \"1\"\r\n\r\n";
    for (int round = 0; round < 3; round++) {
      Path file = Files.createTempFile("history", ".jsonl");
      try (DroppingServer server = DroppingServer.start(Integer.MAX_VALUE, answer);
          Recording recording = Recording.to(file, System::nanoTime)) {
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          Thread thread = new Thread(() -> drive(recording, server, start));
          thread.start();
          threads.add(thread);
        }
        for (Thread thread : threads) {
          thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            "%,d operations/s by %d clients%n",
            Math.round(
                recording.operations().values().stream().mapToLong(Recording.Counts::ok).sum()
                    / seconds),
            CLIENTS);
      }
      Files.delete(file);
    }
  }

  private static void drive(Recording recording, DroppingServer server, long start) {
    try (Caller caller = new Caller(recording, server.base(), Duration.ofSeconds(5))) {
      while (System.nanoTime() - start < NANOS) {
        caller.write(
            "write",
            Value.of("k"),
            Value.of(1),
            client -> {
              Answer got = client.put("k", "1");
              return got.isSuccess() ? Completion.ok(Value.NULL) : Caller.refused(got);
            });
      }
    }
  }
}
