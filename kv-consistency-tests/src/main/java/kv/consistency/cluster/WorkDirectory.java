package kv.consistency.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory for the clusters of one run. It is marked as taken as a cluster's own is; whoever
 * takes the next one beside it ends and removes all that a killed or failed run has left.
 */
public final class WorkDirectory {
  private final Path path;

  private WorkDirectory(Path path) {
    this.path = path;
  }

  /** Makes it, which must not exist yet. */
  public static WorkDirectory take(Path path) {
    try {
      Path parent = Files.createDirectories(path.toAbsolutePath().normalize().resolveSibling(""));
      for (Path sibling : ClusterDirectory.list(parent)) {
        if (ClusterDirectory.isAbandoned(sibling)) {
          for (Path cluster : ClusterDirectory.list(sibling)) {
            ClusterDirectory.sweep(cluster);
          }
          ClusterDirectory.delete(sibling);
        }
      }
      Path directory = Files.createDirectory(parent.resolve(path.getFileName()));
      Files.createFile(ClusterDirectory.mark(directory));
      return new WorkDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  public void delete() {
    ClusterDirectory.delete(path);
  }
}
