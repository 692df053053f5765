package kv.http.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kv.spi.Bytes;

/**
 * At least {@value #MIN_FILES} regular files of this machine: its documentation, the running JDK,
 * files with odd names, and where that is not enough as many made up as are missing. Symbolic links
 * are skipped, and so is what may not be read.
 */
final class RealTree {

  static final int MIN_FILES = 5_000;

  /** A machine may have far more than a test has time for. */
  private static final int MAX_FILES = 8_000;

  /** Made as URIs, since a file name is any bytes and a String is not; one is not UTF-8. */
  private static final List<String> ODD_NAMES =
      List.of(
          "%20",
          "a%20b",
          "%25",
          "a%2525",
          "a;b",
          "a%3Fb",
          "a%23b",
          "a+b",
          "a&b=c",
          "%5C",
          "%22",
          "'",
          "%0A",
          "%09x",
          "%01",
          "%7F",
          "...",
          "..a",
          "-rf",
          "~",
          "*",
          "%C3%A4",
          "%F0%9F%98%80",
          "e%CC%81",
          "%FF%FE",
          "%C3%28",
          "x".repeat(255));

  /**
   * A file and the key it is stored under: the bytes of its absolute path without the first slash.
   */
  record RealFile(Path path, Bytes key) {

    static RealFile of(Path path) {
      String raw = path.toUri().getRawPath().substring(1);
      return new RealFile(path, Bytes.wrap(decoded(raw)));
    }

    String mediaType() {
      return Optional.ofNullable(URLConnection.guessContentTypeFromName(path.toString()))
          .orElse("application/octet-stream");
    }

    byte[] content() {
      try {
        return Files.readAllBytes(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private RealTree() {}

  /** The files; what has to be made for it goes below {@code scratch}. */
  static List<RealFile> files(Path scratch) throws IOException {
    Path own = Files.createDirectory(scratch.resolve("odd names"));
    for (String name : ODD_NAMES) {
      Files.writeString(Path.of(URI.create(own.toUri() + name)), name);
    }
    List<RealFile> files = new ArrayList<>();
    for (Path root :
        List.of(own, Path.of(System.getProperty("java.home")), Path.of("/usr/share/doc"))) {
      if (Files.isDirectory(root)) {
        collect(root.toRealPath(), files);
      }
    }
    if (files.size() < MIN_FILES) {
      Path rest = Files.createDirectory(scratch.resolve("rest"));
      makeUp(rest, MIN_FILES - files.size());
      collect(rest.toRealPath(), files);
    }
    return files;
  }

  private static void collect(Path root, List<RealFile> files) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && Files.isReadable(file)) {
              files.add(RealFile.of(file));
            }
            return files.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Files of all bytes and of 0 to 20,000 of them, in directories of a hundred. */
  private static void makeUp(Path directory, int count) throws IOException {
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      Path parent = Files.createDirectories(directory.resolve("d" + i / 100));
      byte[] content = new byte[i % 10 == 0 ? 0 : random.nextInt(20_000)];
      random.nextBytes(content);
      Files.write(parent.resolve("f" + i), content);
    }
  }

  private static byte[] decoded(String raw) {
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        bytes[length++] = (byte) Integer.parseInt(raw.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        bytes[length++] = (byte) raw.charAt(i);
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
