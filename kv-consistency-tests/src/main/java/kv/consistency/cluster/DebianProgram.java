package kv.consistency.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds a program to run: what a variable names, one on the path, or the one in a package of
 * Debian's, which is fetched with apt-get and unpacked into the user's cache. Installing the
 * package instead would need root, and start a service.
 */
public final class DebianProgram {

  private final Names names;
  private final Map<String, String> environment;
  private final Path cache;

  /**
   * What it is called.
   *
   * @param wanted with its version, for who has to install it: {@code etcd 3.4 or later}
   * @param variable the environment variable that may name another one
   */
  public record Names(String program, String wanted, String debianPackage, String variable) {}

  DebianProgram(Names names, Map<String, String> environment, Path cache) {
    this.names = names;
    this.environment = environment;
    this.cache = cache;
  }

  /**
   * This machine's.
   *
   * @throws ClusterException if there is none, saying what to do
   */
  public static Path find(Names names) {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "kv", names.debianPackage());
    return new DebianProgram(names, System.getenv(), cache).path();
  }

  Path path() {
    String named = environment.get(names.variable());
    if (named != null) {
      Path binary = Path.of(named);
      if (!Files.isExecutable(binary) || Files.isDirectory(binary)) {
        throw new ClusterException(names.variable() + " names " + named + ", which can't be run");
      }
      return binary.toAbsolutePath();
    }
    return onPath(names.program()).or(this::cached).orElseGet(this::fetched);
  }

  private Optional<Path> onPath(String program) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isRegularFile)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Optional<Path> cached() {
    return Optional.of(cache.resolve("usr/bin").resolve(names.program()))
        .filter(Files::isExecutable);
  }

  private Path fetched() {
    Optional<Path> apt = onPath("apt-get");
    if (apt.isEmpty()) {
      throw missing(
          "there is no apt-get to fetch Debian's package " + names.debianPackage() + " with");
    }
    try {
      Path parent = Files.createDirectories(cache.resolveSibling(""));
      Path work = Files.createTempDirectory(parent, names.debianPackage());
      try {
        fetch(apt.get(), work);
        settle(work.resolve("root"));
      } finally {
        ClusterDirectory.delete(work);
      }
      return cached()
          .orElseThrow(() -> missing("the package " + names.debianPackage() + " doesn't have it"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetch(Path apt, Path work) throws IOException {
    List<String> download = List.of(apt.toString(), "-q", "download", names.debianPackage());
    Ran ran = run(work, download);
    if (ran.status() != 0) {
      // No lists, or old ones; to fetch new ones takes root.
      Ran update = run(work, List.of(apt.toString(), "-q", "update"));
      ran = run(work, download);
      if (ran.status() != 0) {
        throw missing(
            "apt-get download "
                + names.debianPackage()
                + " fails: "
                + ran.output()
                + update.output());
      }
    }
    Path archive;
    try (Stream<Path> files = Files.list(work)) {
      archive =
          files
              .filter(file -> file.toString().endsWith(".deb"))
              .findFirst()
              .orElseThrow(
                  () -> missing("apt-get download " + names.debianPackage() + " left no package"));
    }
    Ran unpack =
        run(work, List.of("dpkg-deb", "-x", archive.toString(), work.resolve("root").toString()));
    if (unpack.status() != 0) {
      throw missing("dpkg-deb fails: " + unpack.output());
    }
  }

  /** Moves what was unpacked to its place, unless another process was faster. */
  private void settle(Path unpacked) throws IOException {
    try {
      Files.move(unpacked, cache, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      if (cached().isEmpty()) {
        throw e;
      }
    }
  }

  private record Ran(int status, String output) {}

  private Ran run(Path directory, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    Process process = builder.directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Ran(process.waitFor(), output);
    } catch (InterruptedException e) {
      throw ClusterException.interrupted("running " + command, e);
    }
  }

  private ClusterException missing(String why) {
    return new ClusterException(
        "no "
            + names.program()
            + ": there is none on the path, and "
            + why.strip()
            + "\nInstall "
            + names.wanted()
            + " (Debian: apt-get install "
            + names.debianPackage()
            + "), or name its binary in "
            + names.variable());
  }
}
