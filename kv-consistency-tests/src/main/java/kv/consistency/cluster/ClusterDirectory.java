package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster's directory: one home for each node, with its configuration, its log and, in {@code
 * data}, what it stores. An empty file named for the process that uses it marks it as taken; where
 * that process is dead, the next start of any cluster beside it ends what it has left and removes
 * the data. Logs stay.
 */
final class ClusterDirectory implements AutoCloseable {
  private static final String OWNER = "owner-";
  static final String DATA = "data";

  private final Path path;
  private final Path owner;

  private ClusterDirectory(Path path, Path owner) {
    this.path = path;
    this.owner = owner;
  }

  /** Takes {@code path}, and empties it. */
  static ClusterDirectory take(Path path) {
    try {
      Path directory = Files.createDirectories(path.toAbsolutePath().normalize());
      for (Path sibling : list(directory.resolveSibling(""))) {
        sweep(sibling);
      }
      Path mine = mark(directory);
      if (!owners(directory).isEmpty()) {
        throw new ClusterException(
            directory + " is in use by process " + owners(directory).get(0).pid());
      }
      for (Path home : list(directory)) {
        delete(home);
      }
      Files.createFile(mine);
      return new ClusterDirectory(directory, mine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last part of its path. */
  String name() {
    return name(path);
  }

  /** The home of one node, made if need be. */
  Path home(String node) {
    try {
      Path home = path.resolve(node);
      Files.createDirectories(home.resolve(DATA));
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the data, and gives the directory up. */
  @Override
  public void close() {
    try {
      for (Path home : list(path)) {
        delete(home.resolve(DATA));
      }
      Files.deleteIfExists(owner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file that says that this process uses the directory. */
  static Path mark(Path directory) {
    return directory.resolve(OWNER + ProcessRecord.of(ProcessHandle.current()));
  }

  /** Whether processes have used it, of which none is left. */
  static boolean isAbandoned(Path directory) throws IOException {
    return !marks(directory).isEmpty() && owners(directory).isEmpty();
  }

  /** Ends the processes and removes the data of an abandoned one; leaves all others alone. */
  static void sweep(Path directory) throws IOException {
    if (!isAbandoned(directory)) {
      return;
    }
    for (Path home : list(directory)) {
      ProcessRecord.read(home)
          .flatMap(ProcessRecord::running)
          .ifPresent(ProcessHandle::destroyForcibly);
      delete(home.resolve(DATA));
    }
    for (Path mark : marks(directory)) {
      Files.deleteIfExists(mark);
    }
  }

  private static List<Path> marks(Path directory) throws IOException {
    return list(directory).stream().filter(file -> name(file).startsWith(OWNER)).toList();
  }

  private static List<ProcessRecord> owners(Path directory) throws IOException {
    return marks(directory).stream()
        .map(ClusterDirectory::name)
        .map(name -> ProcessRecord.parse(name.substring(OWNER.length())))
        .filter(process -> process.running().isPresent())
        .toList();
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** Deletes a file or a tree; what vanishes meanwhile is as good as deleted. */
  static void delete(Path tree) {
    try {
      if (Files.exists(tree)) {
        Files.walkFileTree(tree, new Deletion());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
