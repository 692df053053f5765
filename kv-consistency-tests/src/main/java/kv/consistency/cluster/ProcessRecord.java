package kv.consistency.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process by its number and the time it started, since the number alone may be another's by now.
 */
record ProcessRecord(long pid, long started) {
  private static final String FILE = "pid";

  static ProcessRecord of(ProcessHandle process) {
    return new ProcessRecord(
        process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  static ProcessRecord parse(String text) {
    String[] parts = text.strip().split("-", 2);
    return new ProcessRecord(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  static void write(Path home, ProcessHandle process) throws IOException {
    Files.writeString(home.resolve(FILE), of(process).toString());
  }

  static Optional<ProcessRecord> read(Path home) throws IOException {
    Path file = home.resolve(FILE);
    return Files.exists(file) ? Optional.of(parse(Files.readString(file))) : Optional.empty();
  }

  /** The process, if it still runs. */
  Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid).filter(process -> of(process).equals(this));
  }

  @Override
  public String toString() {
    return pid + "-" + started;
  }
}
