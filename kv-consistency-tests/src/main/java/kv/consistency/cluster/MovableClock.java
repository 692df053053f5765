package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A wall clock that can be moved while its process runs: libfaketime stands between the process and
 * the C library's clock, and reads by how much from a file once a second. The monotonic clock is
 * left alone.
 *
 * <p>Go asks the kernel itself, so this does nothing to etcd.
 */
public final class MovableClock {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";
  private static final String VARIABLE = "KV_FAKETIME";
  private static final String MISSING =
      "clocks are moved by libfaketime: install it (Debian: apt-get install libfaketime), or name"
          + " its libfaketimeMT.so.1 in "
          + VARIABLE;

  private final Path library;
  private final Path file;
  private Duration shift = Duration.ZERO;

  private MovableClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /** The clock of the node with this home, which is right at first. */
  static MovableClock in(Path home) {
    MovableClock clock = new MovableClock(require(), home.toAbsolutePath().resolve("clock"));
    clock.move(Duration.ZERO);
    return clock;
  }

  /** Why no clock can be moved on this machine, as a sentence; empty if it can. */
  public static Optional<String> unavailable() {
    return library().isPresent() ? Optional.empty() : Optional.of(MISSING);
  }

  /** Where libfaketime is on this machine. */
  static Optional<Path> library() {
    String named = System.getenv(VARIABLE);
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isRegularFile);
    }
    List<Path> directories = new ArrayList<>(List.of(Path.of("/usr/lib"), Path.of("/usr/lib64")));
    directories.addAll(multiarch(Path.of("/usr/lib")));
    return directories.stream()
        .map(directory -> directory.resolve(LIBRARY))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Path require() {
    return library().orElseThrow(() -> new ClusterException(MISSING));
  }

  /** Debian's directory for each kind of processor. */
  private static List<Path> multiarch(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(path -> path.toString().contains("-linux-gnu")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the process must have in its environment. */
  List<String> environment() {
    return List.of(
        "LD_PRELOAD=" + library,
        "FAKETIME_TIMESTAMP_FILE=" + file,
        // Without a cache each look at the clock opens the file.
        "FAKETIME_CACHE_DURATION=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        // It takes this C library for one with an old bug; every timed wait of a JVM would then
        // return at once.
        "FAKETIME_FORCE_MONOTONIC_FIX=0",
        "NO_FAKE_STAT=1");
  }

  Duration shift() {
    return shift;
  }

  /** Takes up to a second to be seen. */
  void move(Duration by) {
    Duration size = by.abs();
    String seconds =
        String.format(
            Locale.ROOT,
            "%s%d.%03d%n",
            by.isNegative() ? "-" : "+",
            size.toSeconds(),
            size.toMillisPart());
    try {
      Path next = file.resolveSibling("clock.next");
      Files.writeString(next, seconds);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shift = by;
  }
}
