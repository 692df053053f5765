package kv.lock.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A copy of all that the members of a cluster, which are down, have stored. */
final class Backup {

  private final Path directory;
  private final Path copy;

  private Backup(Path directory) {
    this.directory = directory;
    this.copy = directory.resolveSibling(directory.getFileName() + "-backup");
  }

  static Backup of(Path directory) throws IOException {
    Backup backup = new Backup(directory);
    delete(backup.copy);
    for (Path data : data(directory)) {
      copy(data, backup.copy.resolve(directory.relativize(data)));
    }
    return backup;
  }

  /** Puts it in the place of what is there now. */
  void restore() throws IOException {
    for (Path data : data(directory)) {
      delete(data);
      copy(copy.resolve(directory.relativize(data)), data);
    }
  }

  private static List<Path> data(Path directory) throws IOException {
    try (Stream<Path> members = Files.list(directory)) {
      return members.map(member -> member.resolve("data")).filter(Files::isDirectory).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
