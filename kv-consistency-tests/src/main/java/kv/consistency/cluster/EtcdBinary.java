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
 * Finds the {@code etcd} to run: what {@code KV_ETCD} names, one on the path, or the one in
 * Debian's package etcd-server, which is fetched with apt-get and unpacked into the user's cache.
 * Installing the package instead would need root, and start a service.
 */
public final class EtcdBinary {
  private static final String VARIABLE = "KV_ETCD";
  private static final String PACKAGE = "etcd-server";
  private static final String VERSION = "etcd Version: ";
  private static final String UNPACKED = "usr/bin/etcd";

  private final Map<String, String> environment;
  private final Path cache;

  EtcdBinary(Map<String, String> environment, Path cache) {
    this.environment = environment;
    this.cache = cache;
  }

  /** This machine's. */
  public static Path find() {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "kv", PACKAGE);
    return new EtcdBinary(System.getenv(), cache).path();
  }

  /** The version that this etcd says it is. */
  public static String version(Path binary) {
    return Command.run(List.of(binary.toString(), "--version"))
        .lines()
        .filter(line -> line.startsWith(VERSION))
        .findFirst()
        .map(line -> line.substring(VERSION.length()))
        .orElseThrow(() -> new ClusterException(binary + " does not tell its version"));
  }

  Path path() {
    String named = environment.get(VARIABLE);
    if (named != null) {
      Path binary = Path.of(named);
      if (!Files.isExecutable(binary) || Files.isDirectory(binary)) {
        throw new ClusterException(VARIABLE + " names " + named + ", which can't be run");
      }
      return binary.toAbsolutePath();
    }
    return onPath("etcd").or(this::cached).orElseGet(this::fetched);
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
    return Optional.of(cache.resolve(UNPACKED)).filter(Files::isExecutable);
  }

  private Path fetched() {
    Optional<Path> apt = onPath("apt-get");
    if (apt.isEmpty()) {
      throw missing("there is no apt-get to fetch Debian's package " + PACKAGE + " with");
    }
    try {
      Path parent = Files.createDirectories(cache.resolveSibling(""));
      Path work = Files.createTempDirectory(parent, PACKAGE);
      try {
        fetch(apt.get(), work);
        settle(work.resolve("root"));
      } finally {
        ClusterDirectory.delete(work);
      }
      return cached().orElseThrow(() -> missing("the package " + PACKAGE + " doesn't have it"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetch(Path apt, Path work) throws IOException {
    List<String> download = List.of(apt.toString(), "-q", "download", PACKAGE);
    Ran ran = run(work, download);
    if (ran.status() != 0) {
      // No lists, or old ones; to fetch new ones takes root.
      Ran update = run(work, List.of(apt.toString(), "-q", "update"));
      ran = run(work, download);
      if (ran.status() != 0) {
        throw missing("apt-get download " + PACKAGE + " fails: " + ran.output() + update.output());
      }
    }
    Path archive;
    try (Stream<Path> files = Files.list(work)) {
      archive =
          files
              .filter(file -> file.toString().endsWith(".deb"))
              .findFirst()
              .orElseThrow(() -> missing("apt-get download " + PACKAGE + " left no package"));
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

  private static ClusterException missing(String why) {
    return new ClusterException(
        "no etcd: there is none on the path, and "
            + why.strip()
            + "\nInstall etcd 3.4 or later (Debian: apt-get install "
            + PACKAGE
            + "), or name its binary in "
            + VARIABLE);
  }
}
