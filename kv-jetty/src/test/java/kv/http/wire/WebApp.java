package kv.http.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The file under test as one web application of a container.
 *
 * @param context its path: empty, or with a slash before it and none behind
 * @param war the file as the build made it, or a directory with what is in it
 * @param parameters context parameters that the container adds by its own means
 */
record WebApp(String context, Path war, Map<String, String> parameters) {

  /** The file as it is, in the root context. */
  static final WebApp ROOT = at("");

  /** The file as it is. */
  static WebApp at(String context) {
    return new WebApp(context, FrontEnd.war(), Map.of());
  }

  WebApp with(Map<String, String> parameters) {
    return new WebApp(context, war, parameters);
  }

  /** The same unpacked into {@code directory}, which is made for it. */
  WebApp unpackedIn(Path directory) throws IOException {
    try (ZipFile file = new ZipFile(FrontEnd.war().toFile())) {
      for (ZipEntry entry : Collections.list(file.entries())) {
        Path target = directory.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, target);
          }
        }
      }
    }
    return new WebApp(context, directory, parameters);
  }

  boolean isUnpacked() {
    return Files.isDirectory(war);
  }

  /** Puts the file, or the directory, to where a container looks for it. */
  void copyTo(Path target) throws IOException {
    if (isUnpacked()) {
      unpackedIn(target);
    } else {
      Files.copy(war, target);
    }
  }
}
