package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Cassandra's classes, parsed and verified once for all later starts: class data sharing (JEP 350),
 * which saves a node's start a third of its processor time. The archive is a file beside the
 * directory of jars, named for the JDK and the jars that it was made of, as it is good for no
 * others.
 */
final class ClassArchive {
  private static final String SUFFIX = ".jsa";

  private final Path lib;
  private final Path java;

  private ClassArchive(Path lib, Path java) {
    this.lib = lib.toAbsolutePath().normalize();
    this.java = java;
  }

  /**
   * The archive, which the first call makes by starting a node of its own and ending it; none where
   * the JDK lacks the archive that ours would stand on, or nothing can be written beside the jars.
   *
   * @param beside where that node's cluster gets a directory for as long as it runs
   */
  static Optional<Path> of(Path lib, Path java, Path beside) {
    ClassArchive archive = new ClassArchive(lib, java);
    try {
      Path file = archive.file();
      if (Files.exists(file)) {
        return Optional.of(file);
      }
      if (!archive.canBeMade()) {
        return Optional.empty();
      }
      Path directory = beside.resolveSibling("class-archive-" + UUID.randomUUID());
      once(
          file,
          lib.resolveSibling(prefix(lib) + "archive.lock"),
          () -> archive.make(file, directory));
      return Optional.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a file. */
  @FunctionalInterface
  interface Making {
    void run() throws IOException;
  }

  /**
   * Makes the file unless it is there, and waits where somebody does already: threads of a process
   * may not meet at the lock on a file, which is for processes.
   */
  static void once(Path file, Path lock, Making making) throws IOException {
    synchronized (ClassArchive.class) {
      try (FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        if (!Files.exists(file)) {
          making.run();
        }
      }
    }
  }

  private Path home() {
    return java.resolve("../..").normalize();
  }

  private boolean canBeMade() {
    return Files.exists(home().resolve("lib/server/classes" + SUFFIX))
        && Files.isWritable(lib.resolveSibling(""));
  }

  private Path file() throws IOException {
    StringBuilder made = new StringBuilder(Files.readString(home().resolve("release")));
    for (Path jar : ClusterDirectory.list(lib).stream().sorted().toList()) {
      made.append(jar)
          .append(Files.size(jar))
          .append(Files.getLastModifiedTime(jar).toMillis())
          .append('\n');
    }
    UUID name = UUID.nameUUIDFromBytes(made.toString().getBytes(StandardCharsets.UTF_8));
    return lib.resolveSibling(prefix(lib) + name + SUFFIX);
  }

  private static String prefix(Path lib) {
    return lib.getFileName() + "-";
  }

  private void make(Path file, Path directory) throws IOException {
    Path fresh = file.resolveSibling(directory.getFileName() + SUFFIX);
    CassandraConfiguration one =
        CassandraConfiguration.of(lib)
            .withNodes(1)
            .withJvmFlag("-XX:ArchiveClassesAtExit=" + fresh);
    try {
      try (CassandraCluster cluster =
          CassandraCluster.start(directory, one, java, Optional.empty())) {
        cluster.stopAll();
        if (!Files.exists(fresh)) {
          throw new ClusterException(
              "no class archive was made; the end of the log:\n" + cluster.node(0).log().tail());
        }
      }
      keep(fresh, file, lib);
    } finally {
      Files.deleteIfExists(fresh);
    }
    ClusterDirectory.delete(directory);
  }

  /** Puts it in its place, and removes others. */
  static void keep(Path fresh, Path file, Path lib) throws IOException {
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    String names = Pattern.quote(prefix(lib)) + "[-0-9a-f]{36}" + Pattern.quote(SUFFIX);
    for (Path path : ClusterDirectory.list(lib.resolveSibling(""))) {
      if (path.getFileName().toString().matches(names)
          && !path.getFileName().equals(file.getFileName())) {
        Files.deleteIfExists(path);
      }
    }
  }
}
